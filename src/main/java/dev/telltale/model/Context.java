package dev.telltale.model;

/**
 * The circumstances of an observation.
 *
 * @param session number of the session
 * @param device name of the device
 * @param attribution the app
 * @param phase a constant of {@link Phase}, or a tester's own word
 */
public record Context(long session, String device, Attribution attribution, String phase) {}
