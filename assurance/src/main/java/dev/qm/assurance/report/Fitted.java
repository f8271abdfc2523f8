package dev.qm.assurance.report;

import dev.qm.host.Untrusted;

/** Text that fits a place: it loses its middle, since names differ at their ends. */
final class Fitted {
  private Fitted() {}

  /**
   * The text in printable form, cut where it is too long.
   *
   * @param columns how many letters of a fixed width have room; what is not Latin may take two
   */
  static String of(String text, double columns) {
    var shown = Untrusted.of(text).toString().codePoints().toArray();
    if (width(shown, 0, shown.length) <= columns) {
      return new String(shown, 0, shown.length);
    }
    var room = columns - 1;
    var begin = 0;
    while (begin < shown.length && width(shown, 0, begin + 1) <= room / 2) {
      begin++;
    }
    var end = shown.length;
    while (end > begin && width(shown, 0, begin) + width(shown, end - 1, shown.length) <= room) {
      end--;
    }
    return new String(shown, 0, begin) + "\u2026" + new String(shown, end, shown.length - end);
  }

  private static double width(int[] text, int from, int to) {
    var width = 0.0;
    for (var i = from; i < to; i++) {
      width += text[i] < 0x250 ? 1 : 2.2;
    }
    return width;
  }
}
