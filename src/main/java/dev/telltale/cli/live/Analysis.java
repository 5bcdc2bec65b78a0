package dev.telltale.cli.live;

import dev.telltale.classify.Classifier;
import dev.telltale.classify.Detector;
import dev.telltale.classify.adapter.AdapterSet;
import dev.telltale.decode.MessageDecoder;
import dev.telltale.decode.StandardDecoder;
import dev.telltale.util.Limits;
import java.util.List;

/**
 * The decoder and classifier as every command uses them, so that a live phone, an import and a
 * corpus are read alike.
 */
public final class Analysis {
  private Analysis() {}

  /** The decoder. */
  public static MessageDecoder decoder(Limits limits) {
    return new StandardDecoder(limits);
  }

  /** The classifier with the shipped rules and endpoint adapters. */
  public static Classifier classifier(MessageDecoder decoder, Limits limits) {
    List<Detector> adapters = List.of(AdapterSet.shipped());
    return Classifier.create(decoder, adapters, limits);
  }
}
