package dev.qm.assurance.rule;

import dev.qm.assurance.view.Granted;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;
import dev.qm.assurance.view.Seccomp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The filter of system calls that a container gets: podman-run(1), --security-opt seccomp=. */
public sealed interface Filter {
  /**
   * None: every call is carried out.
   *
   * @param cause what asks for that
   */
  record None(Option cause) implements Filter {}

  /** Nobody knows: a clause that says why. */
  record Unknown(String why) implements Filter {}

  /**
   * A profile.
   *
   * @param file where it is
   * @param asked what asks for it; nothing for the distribution's
   */
  record Profile(Path file, Optional<Option> asked, Seccomp calls) implements Filter {}

  /** Where Podman looks for one that nobody names: seccomp.json(5). */
  List<String> DEFAULTS =
      List.of("/etc/containers/seccomp.json", "/usr/share/containers/seccomp.json");

  /** The partition's. */
  static Filter of(PartitionView view) {
    var asked = view.partition().options().security("seccomp");
    var privileged = Walls.privileged(view);
    var last = asked.isEmpty() ? Optional.<Option>empty() : Optional.of(asked.getLast());
    if (last.isPresent() && last.get().value().equals("unconfined")) {
      return new None(last.get());
    }
    // Podman leaves its own profile out then, and puts one on that is named
    if (privileged.isPresent() && last.filter(it -> !DEFAULTS.contains(it.value())).isEmpty()) {
      return new None(privileged.get());
    }
    if (last.isPresent() && !last.get().value().isEmpty()) {
      return read(view, place(view, last.get().value()), last);
    }
    for (var place : DEFAULTS) {
      if (view.machine().texts().at(place).isPresent()) {
        return read(view, place, Optional.empty());
      }
    }
    return new Unknown("no profile is named, and the one built into Podman cannot be read");
  }

  /** The machine's own name of a path, which may already have its root before it. */
  private static String place(PartitionView view, String path) {
    var root = view.machine().root();
    var directory = root.directory().toString();
    return !root.isHost() && path.startsWith(directory + "/")
        ? path.substring(directory.length())
        : path;
  }

  private static Filter read(PartitionView view, String place, Optional<Option> asked) {
    var text = view.machine().texts().at(place);
    var file = Path.of(place);
    if (text.isEmpty()) {
      return new Unknown(file + " cannot be read");
    }
    var granted = new Granted(view.partition().options());
    try {
      var profile =
          view.profiles().in(place, text.get(), machine(), it -> granted.of(it).isGiven());
      return new Profile(file, asked, profile);
    } catch (IOException failure) {
      return new Unknown(file + " is no profile: " + String.valueOf(failure.getMessage()));
    }
  }

  /** As Go calls what the JDK calls otherwise. */
  private static String machine() {
    var name = System.getProperty("os.arch", "");
    return name.equals("aarch64") ? "arm64" : name;
  }

  /** What asks for a profile, or the profile itself. */
  static Evidence evidence(PartitionView view, Profile profile) {
    return profile
        .asked()
        .map(it -> Asked.evidence(view.partition(), it))
        .orElse(Evidence.missing(profile.file(), "Podman's own profile"));
  }
}
