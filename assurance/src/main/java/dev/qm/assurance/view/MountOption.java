package dev.qm.assurance.view;

import dev.qm.assurance.view.Options.Option;
import dev.qm.host.KernelText;
import dev.qm.quadlet.syntax.Entry;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A mount that a container is given: podman-run(1), {@code --volume}, {@code --mount} and {@code
 * --tmpfs}.
 *
 * @param type {@code bind}, {@code volume}, {@code tmpfs}, ...; a pattern is a bind of the folder
 *     that holds all that it may match
 * @param source a path of the host or a volume's name; empty for none
 * @param target where the container sees it
 * @param options the others, such as {@code ro}, {@code rshared}, {@code idmap}
 * @param causes the lines that it comes from
 * @param problem why nobody knows what Podman makes of it, a clause
 */
public record MountOption(
    String type,
    String source,
    String target,
    List<String> options,
    List<Entry> causes,
    Optional<String> problem) {
  /** The folders that an overlay writes to. */
  private static final List<String> LAYERS = List.of("upperdir=", "workdir=");

  /** Copies what it is given, so that nobody can change it. */
  public MountOption {
    options = List.copyOf(options);
    causes = List.copyOf(causes);
  }

  /** {@code SOURCE:TARGET:OPTIONS}, in which no colon has another meaning. */
  static List<MountOption> ofVolume(Option option) {
    var parts = KernelText.split(option.value(), ':');
    var named = parts.size() == 1;
    var source = named ? "" : parts.getFirst();
    var options = parts.size() > 2 ? KernelText.split(parts.get(2), ',') : List.<String>of();
    var problem = Optional.<String>empty();
    if (parts.size() > 3 || (!named && source.isEmpty())) {
      problem = Optional.of("it is no source, target and options with colons between");
    } else if (source.startsWith(".")) {
      problem = Optional.of("its source depends on the folder in which Podman works");
    }
    var mounts = new ArrayList<MountOption>();
    mounts.add(
        new MountOption(
            source.startsWith("/") || source.startsWith(".") ? "bind" : "volume",
            source.startsWith(".") ? absolute(source) : source,
            named ? parts.getFirst() : parts.get(1),
            options,
            option.causes(),
            problem));
    for (var layer : options) {
      for (var name : LAYERS) {
        if (layer.startsWith(name)) {
          mounts.add(
              new MountOption(
                  "bind",
                  absolute(layer.substring(name.length())),
                  mounts.getFirst().target(),
                  List.of(),
                  option.causes(),
                  Optional.empty()));
        }
      }
    }
    return mounts;
  }

  static MountOption ofTmpfs(Option option) {
    var colon = option.value().indexOf(':');
    return new MountOption(
        "tmpfs",
        "",
        colon < 0 ? option.value() : option.value().substring(0, colon),
        colon < 0 ? List.of() : KernelText.split(option.value().substring(colon + 1), ','),
        option.causes(),
        Optional.empty());
  }

  static MountOption ofMount(Option option) {
    return new MountWords(option).mount();
  }

  /** The path as Podman sees it, which a service starts in the host's root folder. */
  static String absolute(String path) {
    try {
      return Path.of("/").resolve(path).normalize().toString();
    } catch (InvalidPathException noPath) {
      return path;
    }
  }

  /** Whether the container may write to it. */
  public boolean isWritable() {
    return !options.contains("ro") && !options.contains("readonly");
  }

  /** Whether it shows a path of the host. */
  public boolean isOfHost() {
    return source.startsWith("/");
  }
}
