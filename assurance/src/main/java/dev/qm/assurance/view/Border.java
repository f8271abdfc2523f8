package dev.qm.assurance.view;

import dev.qm.host.HostException;
import dev.qm.partition.ipc.declared.Channel;
import dev.qm.partition.ipc.declared.DeclaredChannels;
import dev.qm.partition.ipc.live.Differences;
import dev.qm.partition.ipc.live.Finding;
import dev.qm.partition.ipc.live.LiveIpc;
import dev.qm.partition.ipc.live.Survey;
import dev.qm.quadlet.syntax.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the two sides talk by, as unit files declare it and as it is. Looked at when somebody asks
 * for the first time: to look at all sockets and mappings of a machine is dear.
 */
public final class Border {
  private final Declared declared;
  private final Look look;
  private Optional<Seen> seen = Optional.empty();

  /** Looks at what crosses. */
  @FunctionalInterface
  public interface Look {
    /** What crosses now; nothing while no partition runs, or where only files are looked at. */
    Optional<LiveIpc> now() throws HostException;
  }

  /**
   * What there is.
   *
   * @param problems of what is declared
   * @param differences between the two, without what is no matter of a declared channel
   * @param gaps what could not be seen, a clause each
   * @param unread those of them that are about what is declared
   */
  public record Seen(
      List<Channel> channels,
      List<Problem> problems,
      Optional<LiveIpc> live,
      List<Finding> differences,
      List<String> gaps,
      List<String> unread) {
    /** Copies what it is given, so that nobody can change it. */
    public Seen {
      channels = List.copyOf(channels);
      problems = List.copyOf(problems);
      differences = List.copyOf(differences);
      gaps = List.copyOf(gaps);
      unread = List.copyOf(unread);
    }
  }

  /** The border of the partition, looked at by {@code look}. */
  Border(Declared declared, Look look) {
    this.declared = declared;
    this.look = look;
  }

  /** The border of a partition that may run. */
  static Border live(Declared declared) {
    return new Border(
        declared,
        () ->
            Optional.of(Survey.of(declared.spec()))
                .filter(it -> it.state() == LiveIpc.State.RUNNING));
  }

  /** The border as files have it. */
  static Border files(Declared declared) {
    return new Border(declared, Optional::empty);
  }

  /** What there is. */
  public synchronized Seen seen() {
    if (seen.isEmpty()) {
      seen = Optional.of(looked());
    }
    return seen.get();
  }

  private Seen looked() {
    var gaps = new ArrayList<String>();
    declared.tooMany().ifPresent(gaps::add);
    var channels = new DeclaredChannels(List.of(), List.of());
    try {
      channels = DeclaredChannels.read(declared.spec(), declared.inside());
    } catch (HostException failure) {
      gaps.add("the declared channels cannot be read: " + failure.getMessage());
    }
    var unread = List.copyOf(gaps);
    Optional<LiveIpc> live = Optional.empty();
    try {
      live = look.now();
    } catch (HostException failure) {
      gaps.add("what crosses the border cannot be seen: " + failure.getMessage());
    }
    var differences = new ArrayList<Finding>();
    if (live.isPresent()) {
      differences.addAll(Differences.between(channels.channels(), live.get()));
      differences.removeAll(live.get().findings());
      gaps.addAll(live.get().gaps());
    }
    return new Seen(channels.channels(), channels.problems(), live, differences, gaps, unread);
  }
}
