package dev.qm.quadlet;

/** Where in its first line a part of a setting stands, counted in characters from 1. */
final class Position {
  private Position() {}

  static int ofKey(UnitFile unit, Entry entry) {
    var raw = unit.rawOf(entry);
    var at = raw.indexOf(entry.key());
    return at < 0 ? 1 : at + 1;
  }

  /** The column of the value, or that of the key if the value stands on a later line. */
  static int ofValue(UnitFile unit, Entry entry) {
    return ofPart(unit, entry, entry.value());
  }

  /** The column of {@code part} within the value, or that of the key if it stands further down. */
  static int ofPart(UnitFile unit, Entry entry, String part) {
    var raw = unit.rawOf(entry);
    var lineEnd = raw.indexOf('\n');
    var line = lineEnd < 0 ? raw : raw.substring(0, lineEnd);
    var equals = line.indexOf('=');
    var at = part.isEmpty() ? -1 : line.indexOf(part, equals + 1);
    return at < 0 ? ofKey(unit, entry) : at + 1;
  }
}
