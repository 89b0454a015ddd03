import pytest
from cryptography.fernet import InvalidToken

from xinheng.faces.design.adapter import SecondFactorAdapter


def test_second_factor_key_lies_encrypted():
    kept = SecondFactorAdapter().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in kept
    assert SecondFactorAdapter().decrypt(kept) == "JBSWY3DPEHPK3PXP"


def test_second_factor_key_is_of_no_use_without_the_signing_key(settings):
    kept = SecondFactorAdapter().encrypt("JBSWY3DPEHPK3PXP")
    settings.SECRET_KEY = "of somebody else"
    with pytest.raises(InvalidToken):
        SecondFactorAdapter().decrypt(kept)
