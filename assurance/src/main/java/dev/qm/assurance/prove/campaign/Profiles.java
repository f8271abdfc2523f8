package dev.qm.assurance.prove.campaign;

import dev.qm.assurance.prove.written.WrittenFile;
import dev.qm.host.HostException;
import dev.qm.partition.setup.SystemTree;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The profiles that QM brings along, and those that people write: a section [Profile] with {@code
 * Window=}, {@code FewestRounds=}, {@code MostRounds=} and {@code Faults=}, of which the last may
 * stand several times, and means all faults when it is not there.
 *
 * @param system the files that QM brings along
 */
public record Profiles(SystemTree system) {
  /** Below the files that QM brings along. */
  public static final String FOLDER = "usr/share/qm/prove/profiles";

  private static final String SUFFIX = ".conf";
  private static final String SECTION = "Profile";
  private static final String WINDOW = "Window";
  private static final String FEWEST = "FewestRounds";
  private static final String MOST = "MostRounds";
  private static final String FAULTS = "Faults";

  /** Shorter ones hold a few periods of the slower probes. */
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int MOST_ROUNDS = 1000;

  /** The names of those that QM brings along, sorted. */
  public List<String> names() throws HostException {
    return system.files(FOLDER).stream()
        .filter(file -> file.endsWith(SUFFIX) && file.indexOf('/') < 0)
        .map(file -> file.substring(0, file.length() - SUFFIX.length()))
        .toList();
  }

  /**
   * The profile of that name, or in that file.
   *
   * @param named a name without a slash, or else a path
   * @param faults the names of all faults
   * @throws HostException when there is none, and at the first line that means nothing
   */
  public Profile read(String named, Set<String> faults) throws HostException {
    var names = names();
    if (names.contains(named)) {
      return of(
          named, WrittenFile.read(system.home().resolve(FOLDER).resolve(named + SUFFIX)), faults);
    }
    if (isName(named)) {
      throw new HostException(
          "there is no profile '" + named + "'",
          "",
          "there are "
              + String.join(", ", names)
              + "; a file of your own has a slash in its name,"
              + " such as ./"
              + named
              + SUFFIX);
    }
    return of(named, WrittenFile.read(Path.of(named)), faults);
  }

  /** Whether that is meant as the name of a profile that QM brings along, not as a file. */
  public static boolean isName(String named) {
    return named.indexOf('/') < 0 && !named.endsWith(SUFFIX);
  }

  static Profile of(String name, WrittenFile file, Set<String> known) throws HostException {
    file.requireSections("section", List.of(SECTION));
    file.requireKeys(SECTION, List.of(WINDOW, FEWEST, MOST, FAULTS));
    var window = WrittenFile.time(file.require(SECTION, WINDOW, "2s"), SHORTEST, LONGEST);
    var fewest = WrittenFile.count(file.require(SECTION, FEWEST, "1"), 1, MOST_ROUNDS);
    var most = WrittenFile.count(file.require(SECTION, MOST, "3"), fewest, MOST_ROUNDS);
    return new Profile(name, window, fewest, most, faults(file, known));
  }

  private static List<String> faults(WrittenFile file, Set<String> known) throws HostException {
    var faults = new ArrayList<String>();
    var seen = new HashSet<String>();
    for (var entry : file.unit().values(SECTION, FAULTS)) {
      for (var word : entry.value().split("\\s+", -1)) {
        if (word.isEmpty()) {
          continue;
        }
        if (!known.contains(word)) {
          throw WrittenFile.wrong(
              entry.origin(),
              "there is no fault '" + word + "'",
              "there are " + WrittenFile.listed(known));
        }
        if (!seen.add(word)) {
          throw WrittenFile.wrong(
              entry.origin(), "the fault " + word + " stands here twice", "leave one of them out");
        }
        faults.add(word);
      }
    }
    return faults;
  }
}
