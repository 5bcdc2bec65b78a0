package dev.telltale.record;

import dev.telltale.model.Context;
import dev.telltale.model.Gap;

/**
 * A stored gap.
 *
 * @param sequence number that grows with each stored gap
 * @param gap the gap
 * @param context session, device, app and phase
 */
public record RecordedGap(long sequence, Gap gap, Context context) {}
