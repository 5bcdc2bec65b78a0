package dev.telltale.classify.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathGlobTest {

  @ParameterizedTest
  @CsvSource({
    "/session, /session, true",
    "/session, /Session, true",
    "/session, /sessions, false",
    "/session, /session/x, false",
    "/v*/*/activities, /v17.0/123/activities, true",
    "/v*/*/activities, /w17.0/123/activities, false",
    "/v*/*/activities, /v17.0/activities, false",
    "/api/**, /api, true",
    "/api/**, /api/a/b, true",
    "/api/**, /apis/a, false",
    "/a*b*c, /aXbYc, true",
    "/a*b*c, /ac, false",
    "/a*bc*c, /abcc, true",
    "/ab*ba, /aba, false",
    "/, /, true",
    "/, /x, false",
  })
  void segmentsAreComparedOneByOne(String glob, String path, boolean matches) {
    assertThat(PathGlob.of(glob).matches(path)).isEqualTo(matches);
  }

  @Test
  void aHostilePathCostsNoMoreThanItsLength() {
    String path = "/" + "a".repeat(100_000);
    assertThat(PathGlob.of("/a*a*a*a*a*a*a*a*b").matches(path)).isFalse();
  }
}
