package dev.telltale.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TaxonomyTest {
  private final Taxonomy taxonomy = Taxonomy.shipped();

  @Test
  void everyKindIsOfAKnownType() {
    assertThat(taxonomy.types()).hasSizeGreaterThanOrEqualTo(70);
    assertThat(taxonomy.kinds().values())
        .allSatisfy(kind -> assertThat(taxonomy.types()).containsKey(kind.type()));
  }

  @Test
  void everyLabelIsThereInBothLanguages() {
    assertThat(taxonomy.kinds().values())
        .allSatisfy(
            kind -> {
              assertThat(kind.labelEn()).isNotBlank();
              assertThat(kind.labelZh()).isNotBlank();
            });
    assertThat(taxonomy.label("device.ad_id.gaid", "en")).isEqualTo("Google advertising id");
    assertThat(taxonomy.label("contact.phone", "zh")).isEqualTo("手机号码");
    assertThat(taxonomy.typeOf("device.ad_id.gaid")).isEqualTo("device.ad_id");
  }
}
