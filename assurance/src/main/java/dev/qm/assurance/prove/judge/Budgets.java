package dev.qm.assurance.prove.judge;

import dev.qm.assurance.prove.written.WrittenFile;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.WrittenFiles;
import dev.qm.partition.setup.SystemTree;
import dev.qm.quadlet.syntax.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What each probe may suffer: {@link #SHIPPED} of QM's own files, and over it, key by key, what the
 * owner of the machine wrote in {@link #FOLDER}. Not below /etc/qm: that is the partition's own
 * /etc, and whoever is judged sets no budget.
 *
 * @param others of each probe that is not in the map
 * @param own of probes that have one of their own
 */
public record Budgets(Budget others, Map<String, Budget> own) {
  /** Where the owner of a machine writes: all files that end in {@code .conf}, by their names. */
  public static final String FOLDER = "/etc/qm-assurance/prove.d";

  /** Below the files that QM brings along. */
  public static final String SHIPPED = "usr/share/qm/prove/budgets.conf";

  /** The section of all probes that have none. */
  private static final String DEFAULTS = "Defaults";

  private static final List<String> KEYS =
      List.of("Ratio", "Floor", "MissesPerMillion", "Recovery", "Noise");

  private static final double MOST_TIMES = 1_000_000;
  private static final double MILLION = 1_000_000;
  private static final Duration LONGEST = Duration.ofHours(1);

  /** Copies what it is given, so that nobody can change it. */
  public Budgets {
    own = Map.copyOf(own);
  }

  /**
   * Those of a machine.
   *
   * @param system the files that QM brings along
   * @param probes the names of all probes
   * @throws HostException at the first line that means nothing, a probe that there is not included
   */
  public static Budgets read(SystemTree system, Root root, Set<String> probes)
      throws HostException {
    var files = new ArrayList<WrittenFile>();
    files.add(WrittenFile.read(system.home().resolve(SHIPPED)));
    for (var file : WrittenFiles.of(root.at(FOLDER), "*.conf")) {
      files.add(WrittenFile.read(file));
    }
    return of(files, probes);
  }

  /**
   * Those of some files, of which a later one has the last word.
   *
   * @param files the first one has all keys in its section [Defaults]
   */
  static Budgets of(List<WrittenFile> files, Set<String> probes) throws HostException {
    var sections = new TreeSet<>(probes);
    sections.add(DEFAULTS);
    var said = new HashMap<String, Map<String, Entry>>();
    for (var file : files) {
      file.requireSections("probe", sections);
      for (var section : file.unit().sections()) {
        file.requireKeys(section, KEYS);
        for (var key : KEYS) {
          file.last(section, key)
              .ifPresent(
                  entry -> said.computeIfAbsent(section, none -> new HashMap<>()).put(key, entry));
        }
      }
    }
    var defaults = said.getOrDefault(DEFAULTS, Map.of());
    for (var key : KEYS) {
      if (!defaults.containsKey(key)) {
        files.getFirst().require(DEFAULTS, key, example(key));
      }
    }
    var own = new HashMap<String, Budget>();
    for (var section : said.entrySet()) {
      if (!section.getKey().equals(DEFAULTS)) {
        var whole = new HashMap<>(defaults);
        whole.putAll(section.getValue());
        own.put(section.getKey(), budget(whole));
      }
    }
    return new Budgets(budget(defaults), own);
  }

  /** What that probe may suffer. */
  public Budget of(String probe) {
    return own.getOrDefault(probe, others);
  }

  private static Budget budget(Map<String, Entry> said) throws HostException {
    return new Budget(
        WrittenFile.number(value(said, "Ratio"), 1, MOST_TIMES),
        WrittenFile.number(value(said, "MissesPerMillion"), 0, MILLION),
        WrittenFile.time(value(said, "Recovery"), Duration.ofMillis(1), LONGEST),
        WrittenFile.time(value(said, "Floor"), Duration.ZERO, LONGEST),
        WrittenFile.number(value(said, "Noise"), 1, MOST_TIMES));
  }

  private static Entry value(Map<String, Entry> said, String key) {
    return Optional.ofNullable(said.get(key)).orElseThrow();
  }

  private static String example(String key) {
    return switch (key) {
      case "Floor" -> "200us";
      case "Recovery" -> "5s";
      case "MissesPerMillion" -> "1000";
      default -> "2";
    };
  }
}
