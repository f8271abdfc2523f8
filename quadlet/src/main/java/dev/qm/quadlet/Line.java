package dev.qm.quadlet;

import java.nio.file.Path;

/**
 * A logical line of a unit file: a setting with all its continuation lines is one. Its text is a
 * part of what was parsed, so that a file can be written back byte for byte.
 *
 * <p>A machine may have thousands of units with a hundred lines each: a line is as few objects as
 * can be.
 */
sealed interface Line {
  /** What was parsed, of which this line is a part. */
  String source();

  /** Where in {@link #source} it begins. */
  int start();

  /** Where in {@link #source} it ends, the line end included. */
  int end();

  /** The text, with every line end in it. */
  default String raw() {
    return source().substring(start(), end());
  }

  /** Where the line begins. */
  Origin origin();

  /** The file that it stands in. */
  default Path file() {
    return origin().file();
  }

  /** {@code [Name]}. */
  record Header(String name, String source, int start, int end, Origin origin) implements Line {}

  /** {@code Key=value}. */
  record Setting(Entry entry, String source, int start, int end) implements Line {
    @Override
    public Origin origin() {
      return entry.origin();
    }
  }

  /** A comment, or an empty line; its origin is {@code number} of {@code file}. */
  record Remark(String source, int start, int end, Path file, int number) implements Line {
    @Override
    public Origin origin() {
      return new Origin(file, number);
    }

    /** What it says, without white space around it; made anew each time, for it is seldom asked. */
    String text() {
      return Spaces.trim(raw());
    }

    /** True if there is nothing but white space on it. */
    boolean isEmpty() {
      for (var i = start; i < end; i++) {
        if (!Spaces.isUnicode(source.charAt(i))) {
          return false;
        }
      }
      return true;
    }
  }

  /** A line that could not be read; it is kept as it is. */
  record Broken(String source, int start, int end, Origin origin) implements Line {}
}
