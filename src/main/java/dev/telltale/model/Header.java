package dev.telltale.model;

/**
 * One field line of an HTTP message (RFC 9110 section 5) as it was on the wire: its case is kept,
 * and lists keep order and duplicates.
 *
 * @param name field name, without the colon
 * @param value field value, one {@code char} per octet where it is not ASCII (ISO-8859-1)
 */
public record Header(String name, String value) {}
