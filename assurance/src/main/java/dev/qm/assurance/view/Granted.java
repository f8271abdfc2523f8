package dev.qm.assurance.view;

import dev.qm.assurance.view.Options.Option;
import dev.qm.host.KernelText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The capabilities that Podman gives a container: podman-run(1), {@code --cap-add}, {@code
 * --cap-drop} and {@code --privileged}, and the defaults of containers.conf(5). The order of the
 * options means nothing, and what is added by {@code all} is taken away by its name.
 *
 * @param options of the {@code podman run}
 */
public record Granted(Options options) {
  /** What a container has that says nothing: containers.conf(5), default_capabilities. */
  private static final Set<String> DEFAULT =
      Set.of(
          "chown",
          "dac_override",
          "fowner",
          "fsetid",
          "kill",
          "net_bind_service",
          "setfcap",
          "setgid",
          "setpcap",
          "setuid",
          "sys_chroot");

  private static final String ALL = "all";

  /**
   * What becomes of one.
   *
   * @param isGiven whether it is in the bounding set
   * @param cause what says so; nothing for Podman's default
   */
  public record Grant(boolean isGiven, Optional<Option> cause) {}

  private record Named(String capability, Option option) {}

  /**
   * Whether the container has the capability.
   *
   * @param name such as {@code sys_admin}
   */
  public Grant of(String name) {
    var privileged = options.on("privileged");
    if (privileged.isPresent()) {
      return new Grant(true, privileged);
    }
    var added = named("cap-add");
    var dropped = named("cap-drop");
    var drop = find(dropped, name);
    var add = find(added, name);
    var all = find(added, ALL);
    var none = find(dropped, ALL);
    if (none.isPresent()) {
      return add.isPresent() ? new Grant(true, add) : new Grant(false, none);
    }
    if (drop.isPresent()) {
      return new Grant(false, drop);
    }
    if (all.isPresent()) {
      return new Grant(true, all);
    }
    return add.isPresent() ? new Grant(true, add) : byDefault(name);
  }

  /** What a container has that says nothing of it. */
  private Grant byDefault(String name) {
    var defaults = options.named(EngineDefaults.CAPABILITIES);
    if (defaults.isEmpty()) {
      return new Grant(DEFAULT.contains(name), Optional.empty());
    }
    var given = find(named(EngineDefaults.CAPABILITIES), name);
    return new Grant(given.isPresent(), given);
  }

  /** Whether the option asks for all capabilities, so that one of them can be dropped. */
  public static boolean isAll(Option option) {
    return names(option).contains(ALL);
  }

  private List<Named> named(String name) {
    var all = new ArrayList<Named>();
    for (var option : options.named(name)) {
      for (var capability : names(option)) {
        all.add(new Named(capability, option));
      }
    }
    return all;
  }

  private static List<String> names(Option option) {
    return names(option.value());
  }

  /** The capabilities that a value names, in small letters and without {@code cap_}. */
  public static List<String> names(String value) {
    var names = new ArrayList<String>();
    for (var word : KernelText.ofList(value)) {
      var name = word.toLowerCase(Locale.ROOT);
      names.add(name.startsWith("cap_") ? name.substring("cap_".length()) : name);
    }
    return names;
  }

  private static Optional<Option> find(List<Named> all, String name) {
    var found = Optional.<Option>empty();
    for (var named : all) {
      if (named.capability().equals(name)) {
        found = Optional.of(named.option());
      }
    }
    return found;
  }
}
