package dev.telltale.classify.shape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigitsTest {

  @Test
  void anImeiHasItsLuhnDigitAndAReportingBody() {
    assertThat(Digits.imei("356938035643809")).isTrue();
    assertThat(Digits.imei("356938035643808")).isFalse();
    assertThat(Digits.imei("35693803564380")).isFalse();
    assertThat(Digits.imei("205692803564389")).as("20 is no reporting body").isFalse();
    assertThat(Digits.imei("35693803564380x")).isFalse();
  }

  @Test
  void aMeidIsHexFromA() {
    assertThat(Digits.meid("A0000049C259B1")).isTrue();
    assertThat(Digits.meid("10000049C259B1")).isFalse();
  }

  @Test
  void anImsiBeginsWithAnAssignedCountryCode() {
    assertThat(Digits.imsi("460110837265914")).isTrue();
    assertThat(Digits.imsi("999110837265914")).isFalse();
    assertThat(MobileCodes.network("26201")).isTrue();
    assertThat(MobileCodes.network("310-260")).isTrue();
    assertThat(MobileCodes.network("10824")).isFalse();
  }

  @Test
  void anIccidBeginsWith89AndMayEndInAFiller() {
    assertThat(Digits.iccid("89860112784500137961")).isTrue();
    assertThat(Digits.iccid("8986011278450013796F")).isTrue();
    assertThat(Digits.iccid("88860112784500137961")).isFalse();
    assertThat(Digits.iccid("8986011278450")).isFalse();
  }

  @Test
  void aResidentIdHasRegionDateAndCheck() {
    // The example of GB 11643-1999, annex A.
    assertThat(Digits.residentId("11010519491231002X")).isTrue();
    assertThat(Digits.residentId("110105194912310021")).isFalse();
    assertThat(Digits.residentId("11010519491331002X")).as("month 13").isFalse();
    assertThat(Digits.residentId("99010519491231002X")).as("no province").isFalse();
  }

  @Test
  void cardsAndIbansHaveTheirChecks() {
    assertThat(Digits.card("4539148803436467")).isTrue();
    assertThat(Digits.card("4539148803436468")).isFalse();
    assertThat(Digits.iban("DE89370400440532013000")).isTrue();
    assertThat(Digits.iban("DE88370400440532013000")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "１２３", "12 "})
  void onlyAsciiDigitsAreDigits(String text) {
    assertThat(Digits.all(text)).isFalse();
  }
}
