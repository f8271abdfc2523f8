package dev.qm.quadlet;

/**
 * A logical line of a unit file: a setting with all its continuation lines is one. Its text is a
 * slice of what was parsed, so that a file can be written back byte for byte.
 */
sealed interface Line {
  /** Where its text stands, with every line end in it. */
  Slice slice();

  /** The text, with every line end in it. */
  default String raw() {
    return slice().toString();
  }

  /** Where the line begins. */
  Origin origin();

  /** {@code [Name]}. */
  record Header(String name, Slice slice, Origin origin) implements Line {}

  /** {@code Key=value}. */
  record Setting(Entry entry, Slice slice) implements Line {
    @Override
    public Origin origin() {
      return entry.origin();
    }
  }

  /** A comment, or an empty line. */
  record Remark(Slice slice, Origin origin) implements Line {
    /** What it says, without white space around it; made anew each time, for it is seldom asked. */
    String text() {
      return Spaces.trim(slice.toString());
    }

    /** True if there is nothing but white space on it. */
    boolean isEmpty() {
      for (var i = slice.start(); i < slice.end(); i++) {
        if (!Spaces.isUnicode(slice.text().charAt(i))) {
          return false;
        }
      }
      return true;
    }
  }

  /** A line that could not be read; it is kept as it is. */
  record Broken(Slice slice, Origin origin) implements Line {}

  /** A part of a text, copied only when it is asked for. */
  record Slice(String text, int start, int end) {
    @Override
    public String toString() {
      return text.substring(start, end);
    }
  }
}
