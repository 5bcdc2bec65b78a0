package dev.telltale.demo;

import dev.telltale.model.DeviceProfile;
import java.util.List;
import java.util.Map;

/** A phone that does not exist: the values that the fictional apps read from it. */
public final class FictionalPhone {
  static final String ADVERTISING_ID = "7c1f0d52-93ae-4b6d-8f21-5ad0c3b9e814";
  static final String ANDROID_ID = "9b4e07d1c6a2f853";
  static final String EMAIL = "wen.qing@inbox.example";
  static final String PHONE = "+8613800138642";
  static final double LATITUDE = 31.239853;
  static final double LONGITUDE = 121.499763;

  /** What Telltale is told of it. */
  public static final DeviceProfile PROFILE =
      new DeviceProfile(
          "demo-phone",
          "android",
          Map.of(
              "device.ad_id.gaid", List.of(ADVERTISING_ID),
              "device.android_id", List.of(ANDROID_ID),
              "contact.email", List.of(EMAIL),
              "contact.phone", List.of(PHONE),
              "location.precise", List.of(LATITUDE + "," + LONGITUDE)));

  private FictionalPhone() {}
}
