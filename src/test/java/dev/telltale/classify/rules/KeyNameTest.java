package dev.telltale.classify.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyNameTest {

  @ParameterizedTest
  @CsvSource({
    "userEmailAddress, user email address",
    "user_email-address, user email address",
    "USER_EMAIL, user email",
    "deviceID, device id",
    "IDFAValue, idfa value",
    "OpenUDID, open udid",
    "ud[em], em",
    "user[emails][0], emails",
    "$device_id, device id",
    "imei1, imei",
    "X-Device-Id, device id",
    "邮箱, 邮箱"
  })
  void takesNamesApart(String key, String words) {
    assertThat(KeyName.of(key).words()).containsExactly(words.split(" "));
  }

  @ParameterizedTest
  @CsvSource({"imei_md5, imei", "macsha1, macsha", "hashedEmail, email", "phone_h, phone"})
  void namesOfDigestsAreTakenOffAndRemembered(String key, String words) {
    KeyName name = KeyName.of(key);
    assertThat(name.hashed()).isTrue();
    assertThat(name.words()).containsExactly(words.split(" "));
  }

  @Test
  void theSingularOfAListsName() {
    assertThat(KeyName.of("hashed_maids").singular().joined()).isEqualTo("maid");
    assertThat(KeyName.of("").singular()).isEqualTo(KeyName.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "useremail, contact.email",
    "手机号, contact.phone",
    "sjh, contact.phone",
    "sfzh, govid.national_id",
    "gps_adid, device.ad_id.gaid",
    "shipping_city, location.coarse",
    "androidId, device.android_id",
    "wifi_bssid, network.wifi_ap.bssid",
    "mobileCarrier, network.carrier",
    "machineCode, device.instance_id.other"
  })
  void theVocabularyKnows(String key, String kind) {
    assertThat(Vocabulary.shipped().of(key).proposes(kind)).isTrue();
  }
}
