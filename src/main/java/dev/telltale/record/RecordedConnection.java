package dev.telltale.record;

import dev.telltale.model.ClosedConnection;
import dev.telltale.model.Context;

/**
 * A stored connection that carried no readable exchange.
 *
 * @param sequence number that grows with each stored connection
 * @param closed the connection
 * @param context session, device, app and phase
 */
public record RecordedConnection(long sequence, ClosedConnection closed, Context context) {}
