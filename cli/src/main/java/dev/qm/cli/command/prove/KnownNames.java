package dev.qm.cli.command.prove;

import dev.qm.cli.parse.Nearest;
import dev.qm.cli.parse.UsageException;
import java.util.List;

/**
 * The names that there are of one kind, for a word of the command line.
 *
 * @param kind a noun, such as {@code fault}
 * @param names all of them
 * @param where who lists them, a clause
 */
record KnownNames(String kind, List<String> names, String where) {
  KnownNames {
    names = List.copyOf(names);
  }

  /**
   * Lets a name pass that there is.
   *
   * @throws UsageException for any other, with the one that was probably meant
   */
  void require(String name) throws UsageException {
    if (!names.contains(name)) {
      var meant = Nearest.to(name, names);
      throw new UsageException(
          "there is no " + kind + " '" + name + "'",
          meant.map(it -> "did you mean '" + it + "'? ").orElse("") + where);
    }
  }
}
