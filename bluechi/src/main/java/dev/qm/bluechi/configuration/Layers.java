package dev.qm.bluechi.configuration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All files of a program, in the order in which it reads them: a later one's value takes the place
 * of an earlier one's, lists included.
 *
 * @param vendor that of the package
 * @param main the administrator's
 * @param dropIns by the bytes of their names
 */
public record Layers(
    Program program, Optional<ConfFile> vendor, Optional<ConfFile> main, List<ConfFile> dropIns) {
  public Layers {
    dropIns = List.copyOf(dropIns);
  }

  /** No file at all. */
  public static Layers none(Program program) {
    return new Layers(program, Optional.empty(), Optional.empty(), List.of());
  }

  /** All files, in order. */
  public List<ConfFile> files() {
    var files = new ArrayList<ConfFile>();
    vendor.ifPresent(files::add);
    main.ifPresent(files::add);
    files.addAll(dropIns);
    return files;
  }

  /** Whether somebody configured the program. */
  public boolean isConfigured() {
    return main.isPresent() || !dropIns.isEmpty();
  }

  /**
   * Whether the program ends at once because of the file, as a drop-in that is not last does not.
   */
  boolean isFatal(ConfFile file) {
    return !dropIns.contains(file) || file.equals(dropIns.getLast());
  }

  /** Whether the program reads its files to their end; of one that does not nothing counts. */
  boolean isReadable() {
    return files().stream().noneMatch(file -> file.broken().isPresent() && isFatal(file));
  }

  /** What counts of each key, be it empty. */
  Map<ConfFile.Place, Setting> effective() {
    var all = new LinkedHashMap<ConfFile.Place, Setting>();
    files().forEach(file -> all.putAll(file.settings()));
    return all;
  }

  /** What counts of a key, unless it was taken back. */
  public Optional<Setting> setting(String section, String key) {
    return Optional.ofNullable(effective().get(new ConfFile.Place(section, key)))
        .filter(setting -> !setting.value().isEmpty());
  }

  /** What counts of a key of the program's own section, unless it was taken back. */
  public Optional<Setting> setting(String key) {
    return setting(program.word(), key);
  }

  /** The whole number that counts of a key of the program's own section, if it is one. */
  Optional<Long> number(KnownKey key) {
    return setting(key.word()).flatMap(setting -> Values.number(setting.value()));
  }

  /** The same, or another one; numbers were looked at before where one that is none is an error. */
  long number(KnownKey key, long otherwise) {
    return number(key).orElse(otherwise);
  }

  /** The same as so many milliseconds; BlueChi takes none and less than none as never. */
  Optional<Duration> millis(KnownKey key, long otherwise) {
    var count = number(key, otherwise);
    return count > 0
        ? Optional.of(Duration.ofMillis(Math.min(count, Integer.MAX_VALUE)))
        : Optional.empty();
  }

  /** What counts of a key of the program's own section. */
  Optional<String> text(KnownKey key) {
    return setting(key.word()).map(Setting::value);
  }

  /** Whether a key of the program's own section is a number above 0. */
  boolean isAboveZero(KnownKey key) {
    return number(key).filter(number -> number > 0).isPresent();
  }

  /** The settings that count of each section about one node, by the node's name. */
  Map<String, Map<String, Setting>> nodeSections() {
    var nodes = new LinkedHashMap<String, Map<String, Setting>>();
    for (var setting : effective().values()) {
      if (setting.section().startsWith(KnownKey.NODE_SECTION)) {
        nodes
            .computeIfAbsent(
                setting.section().substring(KnownKey.NODE_SECTION.length()),
                _ -> new LinkedHashMap<>())
            .put(setting.key(), setting);
      }
    }
    return nodes;
  }

  /** The names of the nodes that a controller lets in. */
  public List<String> allowedNodes() {
    var allowed = new ArrayList<String>();
    setting(KnownKey.ALLOWED_NODE_NAMES.word()).ifPresent(list -> allowed.addAll(list.names()));
    nodeSections()
        .forEach((name, settings) -> {
          var says = settings.get(KnownKey.ALLOWED.word());
          if (says != null && says.isYes() && !allowed.contains(name)) {
            allowed.add(name);
          }
        });
    return List.copyOf(allowed);
  }
}
