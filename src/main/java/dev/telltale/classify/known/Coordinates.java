package dev.telltale.classify.known;

/**
 * A point on the earth in degrees, and the two shifted datums that maps of mainland China use.
 *
 * @param latitude degrees north, -90 to 90
 * @param longitude degrees east, -180 to 180
 */
public record Coordinates(double latitude, double longitude) {
  // Krasovsky 1940, the ellipsoid of the published GCJ-02 approximation.
  private static final double AXIS = 6_378_245.0;
  private static final double ECCENTRICITY_SQUARED = 0.00669342162296594323;
  private static final double BD_PI = Math.PI * 3000.0 / 180.0;

  /**
   * GCJ-02 ("Mars coordinates"), which Chinese law requires of maps, from WGS-84. The
   * transformation is secret; this is the approximation that all open map tools use, good to some
   * metres. Outside mainland China's bounding box it is the identity.
   */
  public Coordinates gcj02() {
    if (longitude < 72.004 || longitude > 137.8347 || latitude < 0.8293 || latitude > 55.8271) {
      return this;
    }
    double x = longitude - 105.0;
    double y = latitude - 35.0;
    double north =
        -100.0
            + 2.0 * x
            + 3.0 * y
            + 0.2 * y * y
            + 0.1 * x * y
            + 0.2 * Math.sqrt(Math.abs(x))
            + waves(x)
            + (20.0 * Math.sin(y * Math.PI) + 40.0 * Math.sin(y / 3.0 * Math.PI)) * 2.0 / 3.0
            + (160.0 * Math.sin(y / 12.0 * Math.PI) + 320.0 * Math.sin(y * Math.PI / 30.0))
                * 2.0
                / 3.0;
    double east =
        300.0
            + x
            + 2.0 * y
            + 0.1 * x * x
            + 0.1 * x * y
            + 0.1 * Math.sqrt(Math.abs(x))
            + waves(x)
            + (20.0 * Math.sin(x * Math.PI) + 40.0 * Math.sin(x / 3.0 * Math.PI)) * 2.0 / 3.0
            + (150.0 * Math.sin(x / 12.0 * Math.PI) + 300.0 * Math.sin(x / 30.0 * Math.PI))
                * 2.0
                / 3.0;
    double radians = Math.toRadians(latitude);
    double magic = 1 - ECCENTRICITY_SQUARED * Math.sin(radians) * Math.sin(radians);
    double root = Math.sqrt(magic);
    double shiftNorth =
        north * 180.0 / (AXIS * (1 - ECCENTRICITY_SQUARED) / (magic * root) * Math.PI);
    double shiftEast = east * 180.0 / (AXIS / root * Math.cos(radians) * Math.PI);
    return new Coordinates(latitude + shiftNorth, longitude + shiftEast);
  }

  private static double waves(double x) {
    return (20.0 * Math.sin(6.0 * x * Math.PI) + 20.0 * Math.sin(2.0 * x * Math.PI)) * 2.0 / 3.0;
  }

  /** BD-09, Baidu's datum, from GCJ-02. */
  public Coordinates bd09FromGcj02() {
    double z =
        Math.sqrt(longitude * longitude + latitude * latitude)
            + 0.00002 * Math.sin(latitude * BD_PI);
    double theta = Math.atan2(latitude, longitude) + 0.000003 * Math.cos(longitude * BD_PI);
    return new Coordinates(z * Math.sin(theta) + 0.006, z * Math.cos(theta) + 0.0065);
  }

  /** Reads {@code "lat,lon"}. @throws IllegalArgumentException if it is not a point */
  public static Coordinates parse(String text) {
    String[] parts = text.split("[,;\\s]+");
    if (parts.length != 2) {
      throw new IllegalArgumentException(
          text + " (expected: \"latitude,longitude\" in degrees, such as 52.235,10.564)");
    }
    try {
      double latitude = Double.parseDouble(parts[0]);
      double longitude = Double.parseDouble(parts[1]);
      if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) {
        return new Coordinates(latitude, longitude);
      }
    } catch (NumberFormatException e) {
      // Falls through to the message that both faults share.
    }
    throw new IllegalArgumentException(
        text + " (expected: latitude -90 to 90, then longitude -180 to 180, in degrees)");
  }
}
