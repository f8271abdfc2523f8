package dev.qm.cli.parse;

import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one command line gives for the options and arguments that its command declares.
 *
 * <p>Options are compared by name, which is unique in a command: the {@code equals} of a record is
 * linked at its first call, and every command would pay for that.
 */
public final class Arguments {
  /** One option as it was found; the value of a flag is empty. */
  record Given(OptionSpec option, String value) {}

  private final CommandSpec spec;
  private final List<Given> given;
  private final List<String> positionals;

  Arguments(CommandSpec spec, List<Given> given, List<String> positionals) {
    this.spec = spec;
    this.given = List.copyOf(given);
    this.positionals = List.copyOf(positionals);
  }

  /** Whether the flag was given. */
  public boolean has(OptionSpec.Flag flag) {
    return found(flag).isPresent();
  }

  /** The value of an option; of one that was given several times, the last. */
  public Optional<String> value(OptionSpec.Value option) {
    var found = found(option);
    return found.isPresent() ? Optional.of(found.get().value()) : Optional.empty();
  }

  /** All values of an option, in the order of the command line. */
  public List<String> values(OptionSpec.Value option) {
    requireDeclared(option);
    var values = new ArrayList<String>();
    for (var one : given) {
      if (one.option().name().equals(option.name())) {
        values.add(one.value());
      }
    }
    return List.copyOf(values);
  }

  /** The argument. */
  public String get(PositionalSpec.One positional) {
    return positionals.get(place(positional));
  }

  /** The argument, if it was given. */
  public Optional<String> get(PositionalSpec.Maybe positional) {
    var place = place(positional);
    return place < positionals.size() ? Optional.of(positionals.get(place)) : Optional.empty();
  }

  /** The arguments, possibly none. */
  public List<String> get(PositionalSpec.Any positional) {
    return from(place(positional));
  }

  /** The arguments, at least one. */
  public List<String> get(PositionalSpec.Some positional) {
    return from(place(positional));
  }

  private List<String> from(int place) {
    return place < positionals.size() ? positionals.subList(place, positionals.size()) : List.of();
  }

  private int place(PositionalSpec positional) {
    var declared = spec.positionals();
    for (var place = 0; place < declared.size(); place++) {
      if (declared.get(place).name().equals(positional.name())) {
        return place;
      }
    }
    throw new IllegalArgumentException("qm " + spec.name() + " declares no " + positional.name());
  }

  private Optional<Given> found(OptionSpec option) {
    requireDeclared(option);
    for (var i = given.size() - 1; i >= 0; i--) {
      if (given.get(i).option().name().equals(option.name())) {
        return Optional.of(given.get(i));
      }
    }
    return Optional.empty();
  }

  /** Asking for an option that help does not show is a slip of the author, not "not given". */
  private void requireDeclared(OptionSpec option) {
    for (var declared : spec.allOptions()) {
      if (declared.name().equals(option.name())) {
        return;
      }
    }
    throw new IllegalArgumentException("qm " + spec.name() + " declares no --" + option.name());
  }
}
