package dev.qm.quadlet.syntax;

import dev.qm.quadlet.text.Spaces;
import java.nio.file.Path;

/**
 * A logical line of a unit file: a setting with all its continuation lines is one. Its text is a
 * part of what was parsed, so that a file can be written back byte for byte.
 *
 * <p>A machine may have thousands of units with a hundred lines each: a line is as few objects as
 * can be.
 *
 * <p>Source: {@code systemd.syntax(7)}.
 */
public sealed interface Line {
  /** {@return what was parsed, of which this line is a part} */
  String source();

  /** {@return where in {@link #source} it begins, counted in characters from 0} */
  int start();

  /** {@return where in {@link #source} it ends, the line end included} */
  int end();

  /** {@return the text, with every line end in it} */
  default String raw() {
    return source().substring(start(), end());
  }

  /** {@return where the line begins} */
  Origin origin();

  /** {@return the file that it stands in} */
  default Path file() {
    return origin().file();
  }

  /**
   * {@code [Name]}.
   *
   * @param name the name of the section
   * @param source what was parsed
   * @param start where in it the line begins
   * @param end where in it the line ends
   * @param origin where the line begins
   */
  record Header(String name, String source, int start, int end, Origin origin) implements Line {}

  /**
   * {@code Key=value}.
   *
   * @param entry the setting
   * @param source what was parsed
   * @param start where in it the line begins
   * @param end where in it the line ends
   */
  record Setting(Entry entry, String source, int start, int end) implements Line {
    @Override
    public Origin origin() {
      return entry.origin();
    }
  }

  /**
   * A comment, or an empty line.
   *
   * @param source what was parsed
   * @param start where in it the line begins
   * @param end where in it the line ends
   * @param file the file that it stands in
   * @param number the number of the line, counted from 1
   */
  record Remark(String source, int start, int end, Path file, int number) implements Line {
    @Override
    public Origin origin() {
      return new Origin(file, number);
    }

    /** {@return what it says, without white space around it} */
    public String text() {
      // made anew each time, for it is seldom asked
      return Spaces.trim(raw());
    }

    /** {@return true if there is nothing but white space on it} */
    public boolean isEmpty() {
      for (var i = start; i < end; i++) {
        if (!Spaces.isUnicode(source.charAt(i))) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * A line that could not be read; it is kept as it is.
   *
   * @param source what was parsed
   * @param start where in it the line begins
   * @param end where in it the line ends
   * @param origin where the line begins
   */
  record Broken(String source, int start, int end, Origin origin) implements Line {}
}
