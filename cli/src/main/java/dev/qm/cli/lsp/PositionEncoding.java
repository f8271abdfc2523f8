package dev.qm.cli.lsp;

import java.util.List;

/** How the places within a line are counted: LSP 3.17, PositionEncodingKind. */
enum PositionEncoding {
  /** In bytes. */
  UTF_8("utf-8") {
    @Override
    int length(String text, int from, int to) {
      var bytes = 0;
      for (var i = from; i < to; i++) {
        bytes += bytes(text, i);
      }
      return bytes;
    }

    @Override
    int index(String text, int from, int to, int units) {
      var left = units;
      var i = from;
      while (i < to) {
        var next =
            Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < to
                    && Character.isLowSurrogate(text.charAt(i + 1))
                ? i + 2
                : i + 1;
        left -= length(text, i, next);
        // a place within a character is taken for its beginning
        if (left < 0) {
          return i;
        }
        i = next;
      }
      return to;
    }
  },
  /** In halves of UTF-16, as Java counts; what every editor can do. */
  UTF_16("utf-16") {
    @Override
    int length(String text, int from, int to) {
      return to - from;
    }

    @Override
    int index(String text, int from, int to, int units) {
      return (int) Math.min(to, (long) from + units);
    }
  };

  private final String word;

  PositionEncoding(String word) {
    this.word = word;
  }

  /** The protocol's word for it. */
  String word() {
    return word;
  }

  /** How long a part of a line is. */
  abstract int length(String text, int from, int to);

  /** The index in a text that lies so far behind {@code from}, at most {@code to}. */
  abstract int index(String text, int from, int to, int units);

  /** The cheaper one of those that an editor offers. */
  static PositionEncoding of(List<String> offered) {
    return offered.contains(UTF_8.word) ? UTF_8 : UTF_16;
  }

  /** Bytes of a character; half a pair has half of its four. */
  private static int bytes(String text, int i) {
    var c = text.charAt(i);
    if (c < 0x80) {
      return 1;
    }
    if (c < 0x800) {
      return 2;
    }
    return isHalfOfPair(text, i, c) ? 2 : 3;
  }

  private static boolean isHalfOfPair(String text, int i, char c) {
    return (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1)))
        || (Character.isLowSurrogate(c) && i > 0 && Character.isHighSurrogate(text.charAt(i - 1)));
  }
}
