package dev.qm.assurance.view;

import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What files in the format of containers.conf(5) and containers-storage.conf(5) say, each value
 * with its file and line. Podman takes the names of tables and of their keys in capitals and small
 * letters alike; the names that somebody chooses, such as those of runtimes, it does not.
 *
 * @param settings in the order in which they count, the last one of a key
 */
public record ContainersConf(List<Setting> settings) {
  /** Nothing. */
  public static final ContainersConf NONE = new ContainersConf(List.of());

  /** The tables that somebody asks for. */
  private static final List<String> TABLES = List.of("containers", "engine", "network", "storage");

  /** The parts of a path that are Podman's own words. */
  private static final int WORDS = 2;

  /** Copies what it is given, so that nobody can change it. */
  public ContainersConf {
    settings = List.copyOf(settings);
  }

  /**
   * What one file says of one key.
   *
   * @param path such as {@code containers}, {@code volumes}
   * @param values those of a list, or the one
   * @param appends whether a list says {@code {append=true}}; nothing where it does not say
   */
  public record Setting(List<String> path, List<Entry> values, Optional<Boolean> appends) {
    /** Copies what it is given, so that nobody can change it. */
    public Setting {
      path = List.copyOf(path);
      values = List.copyOf(values);
    }

    private boolean is(List<String> wanted) {
      if (wanted.size() != path.size()) {
        return false;
      }
      for (var i = 0; i < path.size(); i++) {
        var same =
            i < WORDS
                ? path.get(i).equalsIgnoreCase(wanted.get(i))
                : path.get(i).equals(wanted.get(i));
        if (!same) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * What a file says.
   *
   * @param gaps where to say that it is not to be understood, a clause
   */
  public static ContainersConf parse(Path file, String text, List<String> gaps) {
    var toml = Toml.parse(text);
    toml.problem()
        .ifPresent(why -> gaps.add(file + " cannot be understood from some line on: " + why));
    var settings = new ArrayList<Setting>();
    for (var item : toml.items()) {
      var isWanted = TABLES.stream().anyMatch(item.path().getFirst()::equalsIgnoreCase);
      if (isWanted && item.path().size() > 1) {
        settings.add(setting(file, item));
      }
    }
    return new ContainersConf(settings);
  }

  private static Setting setting(Path file, Toml.Item item) {
    var key = item.path().getLast();
    var values = new ArrayList<Entry>();
    var appends = Optional.<Boolean>empty();
    if (item.value() instanceof Toml.Array(var all, var _)) {
      for (var value : all) {
        if (value instanceof Toml.Text(var text, var line)) {
          values.add(entry(file, key, text, line));
        } else if (value instanceof Toml.Array(var inner, var line)) {
          values.add(entry(file, key, inner.toString(), line));
        } else if (value instanceof Toml.Table(var items, var _)) {
          appends = appends(items);
        }
      }
    } else if (item.value() instanceof Toml.Text(var text, var line)) {
      values.add(entry(file, key, plain(text), line));
    }
    return new Setting(item.path(), values, appends);
  }

  /** The attribute of a list: containers.conf(5), "Appending to String Arrays". */
  private static Optional<Boolean> appends(List<Toml.Item> attributes) {
    var appends = Optional.<Boolean>empty();
    for (var attribute : attributes) {
      if (attribute.path().equals(List.of("append"))
          && attribute.value() instanceof Toml.Text(var text, var _)) {
        appends = Optional.of(text.equals("true"));
      }
    }
    return appends;
  }

  private static Entry entry(Path file, String key, String value, int line) {
    return new Entry(key, value, new Origin(file, line));
  }

  /** A number as everybody else writes it: {@code -1_000} and {@code 0x10} are TOML's own. */
  private static String plain(String word) {
    var digits = word.replace("_", "");
    if (digits.length() == word.length() && !word.startsWith("+") && !word.startsWith("0")) {
      return word;
    }
    try {
      return Long.toString(
          digits.startsWith("0o")
              ? Long.parseLong(digits.substring(2), 8)
              : digits.startsWith("0x") ? Long.decode(digits) : Long.parseLong(digits));
    } catch (NumberFormatException none) {
      return word;
    }
  }

  /** The settings of this and then those of {@code later}, which win. */
  public ContainersConf and(ContainersConf later) {
    if (later.settings.isEmpty()) {
      return this;
    }
    var all = new ArrayList<>(settings);
    all.addAll(later.settings);
    return new ContainersConf(all);
  }

  /** The value of the key that counts, of one that takes one. */
  public Optional<Entry> last(String... path) {
    var found = Optional.<Entry>empty();
    var wanted = List.of(path);
    for (var setting : settings) {
      if (!setting.values().isEmpty() && setting.is(wanted)) {
        found = Optional.of(setting.values().getLast());
      }
    }
    return found;
  }

  /**
   * The values of a list. A later file's replace those before, until one says {@code append=true}:
   * from then on all are added, whether they say so too or not.
   *
   * @return nothing where no file says anything, which is not the same as an empty list
   */
  public Optional<List<Entry>> list(String... path) {
    var isSaid = false;
    var appends = false;
    var values = new ArrayList<Entry>();
    var wanted = List.of(path);
    for (var setting : settings) {
      if (setting.is(wanted)) {
        isSaid = true;
        appends = setting.appends().orElse(appends);
        if (!appends) {
          values.clear();
        }
        values.addAll(setting.values());
      }
    }
    return isSaid ? Optional.of(List.copyOf(values)) : Optional.empty();
  }

  /** As {@link #list}, where an absent list and an empty one are the same. */
  public List<Entry> all(String... path) {
    return list(path).orElse(List.of());
  }
}
