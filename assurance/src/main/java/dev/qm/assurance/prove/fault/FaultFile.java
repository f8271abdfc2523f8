package dev.qm.assurance.prove.fault;

import dev.qm.assurance.prove.fault.Fault.Action;
import dev.qm.assurance.rule.Interference;
import dev.qm.host.HostException;
import dev.qm.partition.setup.DescriptionFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** A file that describes a fault: a section [Fault], and one that says what is done. */
final class FaultFile {
  private static final String FAULT = "Fault";
  private static final String STRESS = "Stress";
  private static final String PROGRAM = "Program";
  private static final String ATTEMPT = "Attempt";
  private static final String EVENT = "Event";
  private static final List<String> ACTIONS = List.of(STRESS, PROGRAM, ATTEMPT, EVENT);

  private static final List<String> ABOUT =
      List.of(
          "Title", "StandsFor", "Class", "Channel", "Probes", "Walls", "AtLeast", "Bounds", "Undo");

  private static final Map<String, List<String>> KNOWN = known();

  /** Names of files beside the faults, and nothing that leads elsewhere. */
  private static final Pattern PROGRAM_NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}\\.py");

  /** What stands for a value of the machine. */
  private static final Pattern PLACEHOLDER = Pattern.compile("@[A-Z]+@");

  private FaultFile() {}

  private static Map<String, List<String>> known() {
    var known = new LinkedHashMap<String, List<String>>();
    known.put(FAULT, ABOUT);
    known.put(STRESS, List.of("Arguments"));
    known.put(PROGRAM, List.of("Name", "Arguments"));
    known.put(ATTEMPT, List.of("Name", "Arguments"));
    known.put(EVENT, List.of("Happening"));
    return known;
  }

  /**
   * The fault that a file describes.
   *
   * @param id its name
   * @param programs the names of the files beside it
   * @throws HostException with the line that is wrong
   */
  static Fault parse(String id, Path file, String text, Set<String> programs) throws HostException {
    var conf = DescriptionFile.parse(file, text, KNOWN);
    var atLeast = atLeast(conf);
    return new Fault(
        id,
        conf.require(FAULT, "Title"),
        conf.require(FAULT, "StandsFor"),
        conf.choice(FAULT, "Class", Interference.class),
        conf.require(FAULT, "Channel"),
        new LinkedHashSet<>(some(conf, "Probes")),
        new LinkedHashSet<>(some(conf, "Walls")),
        action(conf, programs),
        conf.require(FAULT, "Bounds"),
        conf.require(FAULT, "Undo"),
        atLeast);
  }

  private static List<String> some(DescriptionFile conf, String key) throws HostException {
    conf.require(FAULT, key);
    return conf.words(FAULT, key);
  }

  private static double atLeast(DescriptionFile conf) throws HostException {
    var text = conf.require(FAULT, "AtLeast");
    try {
      var rate = Double.parseDouble(text);
      // digits only: parseDouble also takes 0x1p3, NaN and 1d
      if (text.matches("[0-9]+(\\.[0-9]+)?") && rate > 0 && rate < 1e12) {
        return rate;
      }
    } catch (NumberFormatException none) {
      // said below
    }
    throw new HostException(
        conf.origin(FAULT, "AtLeast") + ": AtLeast=" + text + " is no rate",
        "a fault that does nothing proves nothing",
        "write the operations in a second below which it was starved, such as 20 or 0.5");
  }

  private static Action action(DescriptionFile conf, Set<String> programs) throws HostException {
    var there = ACTIONS.stream().filter(conf::has).toList();
    if (there.size() != 1) {
      throw new HostException(
          conf.origin(FAULT, "Title")
              + ": "
              + (there.isEmpty() ? "nothing is done" : "more than one thing is done"),
          "",
          "write one of the sections [" + String.join("], [", ACTIONS) + "]");
    }
    var section = there.getFirst();
    return switch (section) {
      case STRESS -> {
        conf.require(section, "Arguments");
        yield new Action.Stress(arguments(conf, section));
      }
      case PROGRAM -> new Action.Program(name(conf, section, programs), arguments(conf, section));
      case ATTEMPT -> new Action.Attempt(name(conf, section, programs), arguments(conf, section));
      default -> new Action.Event(conf.choice(section, "Happening", Fault.Happening.class));
    };
  }

  private static String name(DescriptionFile conf, String section, Set<String> programs)
      throws HostException {
    var name = conf.require(section, "Name");
    if (!PROGRAM_NAME.matcher(name).matches() || !programs.contains(name)) {
      throw new HostException(
          conf.origin(section, "Name") + ": there is no program '" + name + "'",
          "a program lies beside the file that names it, or beside QM's own faults",
          "name a file such as hog.py");
    }
    return name;
  }

  private static List<String> arguments(DescriptionFile conf, String section) throws HostException {
    var arguments = conf.words(section, "Arguments");
    var known = new ArrayList<String>();
    for (var placeholder : Placeholder.values()) {
      known.add(placeholder.text());
    }
    for (var argument : arguments) {
      var found = PLACEHOLDER.matcher(argument);
      while (found.find()) {
        if (!known.contains(found.group())) {
          throw new HostException(
              conf.origin(section, "Arguments") + ": " + found.group() + " stands for nothing",
              "",
              "what stands for a value of the machine: " + String.join(", ", known));
        }
      }
    }
    return arguments;
  }
}
