package dev.qm.cli.command.show;

import dev.qm.cli.command.addon.AddonDevice;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Printable;
import dev.qm.cli.terminal.Style;
import dev.qm.host.HostException;
import dev.qm.host.file.DeviceNodes;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.ipc.live.SharedMemory;
import dev.qm.partition.ipc.live.Survey;
import dev.qm.partition.run.Absence;
import dev.qm.partition.run.Instance;
import dev.qm.partition.show.ContainerView;
import dev.qm.partition.show.DeviceView;
import dev.qm.partition.show.LimitView;
import dev.qm.partition.show.NamespaceView;
import dev.qm.partition.show.ResourceView;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Sections of a partition, shown once or again and again.
 *
 * @param sections in order
 */
record Shown(Invocation in, PartitionSpec spec, List<Section> sections) {
  private static final String HOME_AND_ERASE = "\u001b[H\u001b[J";

  /** How often what is watched is read anew. */
  private static final long REFRESH_MILLIS = 1000;

  static final OptionSpec.Flag WATCH =
      OptionSpec.flag('w', "watch", "show it anew every second, until you interrupt");

  Shown {
    sections = List.copyOf(sections);
  }

  /** Shows what {@code word}, a section or {@link Section#ALL}, names. */
  static Shown of(Invocation in, String word) throws Exception {
    var section = Section.of(word);
    return new Shown(
        in,
        PartitionSpec.require(in.root()),
        section.isPresent() ? List.of(section.get()) : List.of(Section.values()));
  }

  /** Until interrupted. */
  int watch() throws Exception {
    while (true) {
      if (in.console().terminal().outIsTerminal() && !in.json()) {
        in.out().print(HOME_AND_ERASE);
      }
      var code = once();
      in.out().flush();
      if (in.console().lost().isPresent()) {
        return code;
      }
      Thread.sleep(REFRESH_MILLIS);
    }
  }

  /**
   * Once.
   *
   * @return the exit status
   */
  int once() throws HostException, IOException {
    var instance = Instance.find(spec);
    return in.json() ? json(instance) : text(instance);
  }

  private int text(Optional<Instance> instance) throws HostException, IOException {
    var code = instance.isPresent() ? ExitCode.OK : ExitCode.FAILURE;
    if (instance.isEmpty()) {
      in.out().println(Absence.of(spec).sentence());
    }
    for (var section : sections) {
      var made = made(section, instance);
      if (made.sheet().isPresent()) {
        if (sections.size() > 1 || instance.isEmpty()) {
          title(section, section != sections.getFirst() || instance.isEmpty());
        }
        made.sheet().get().print(in.out(), in.console().terminal());
      }
      if (made.failed()) {
        code = ExitCode.FAILURE;
      }
    }
    return code;
  }

  private void title(Section section, boolean isApart) {
    if (isApart) {
      in.out().println();
    }
    in.out()
        .println(Style.BOLD.on(in.console().terminal(), section.word().toUpperCase(Locale.ROOT)));
  }

  private int json(Optional<Instance> instance) throws HostException, IOException {
    var code = instance.isPresent() ? ExitCode.OK : ExitCode.FAILURE;
    try (var json = Json.to(in.out())) {
      json.beginObject().field("running", instance.isPresent());
      if (instance.isEmpty()) {
        json.field("state", Absence.of(spec).state());
      }
      for (var section : sections) {
        var made = made(section, instance);
        if (made.sheet().isPresent()) {
          json.beginObject(section.key());
          made.sheet().get().json(json);
          json.end();
        } else {
          json.unknown(section.key());
        }
        if (made.failed()) {
          code = ExitCode.FAILURE;
        }
      }
      json.end();
    }
    return code;
  }

  /**
   * What became of a section.
   *
   * @param sheet nothing where there is nothing to show of a partition that does not run
   * @param failed whether it could not be looked at
   */
  private record Made(Optional<Sheet> sheet, boolean failed) {}

  /** Of several sections one that fails must not take the others with it. */
  private Made made(Section section, Optional<Instance> instance) throws HostException {
    try {
      return new Made(sheet(section, instance), false);
    } catch (HostException failure) {
      if (sections.size() == 1) {
        throw failure;
      }
      var sheet = new Sheet().note("error: " + Printable.line(failure.getMessage()));
      failure.mend().ifPresent(sheet::note);
      return new Made(Optional.of(sheet), true);
    }
  }

  private Optional<Sheet> sheet(Section section, Optional<Instance> instance) throws HostException {
    return switch (section) {
      case CONTAINER -> Optional.of(ContainerSheet.of(ContainerView.of(spec, instance)));
      case RESOURCES ->
          instance.isEmpty()
              ? Optional.empty()
              : Optional.of(ResourceSheet.of(ResourceView.of(instance.get())));
      case LIMITS -> Optional.of(LimitSheet.of(LimitView.of(spec, instance)));
      case NAMESPACES ->
          instance.isEmpty()
              ? Optional.empty()
              : Optional.of(NamespaceSheet.of(NamespaceView.of(instance.get())));
      case DEVICES -> Optional.of(devices(instance));
      case SOCKETS -> Optional.of(SocketSheet.of(Survey.of(spec)));
      case SHARED_MEMORY ->
          instance.isEmpty()
              ? Optional.empty()
              : Optional.of(MemorySheet.of(SharedMemory.of(instance.get())));
    };
  }

  private Sheet devices(Optional<Instance> instance) throws HostException {
    return DeviceSheet.of(
        DeviceView.of(spec, instance),
        AddonDevice.known(spec.root()),
        DeviceNodes.below(spec.root().directory()).nodes());
  }
}
