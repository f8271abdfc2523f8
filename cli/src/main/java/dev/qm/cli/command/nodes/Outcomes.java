package dev.qm.cli.command.nodes;

import dev.qm.bluechi.client.Controller;
import dev.qm.bluechi.client.Node;
import dev.qm.bluechi.connection.BusException;
import dev.qm.bluechi.connection.CallFailed;
import dev.qm.bluechi.connection.ConnectionLost;
import dev.qm.bluechi.connection.NoReply;
import dev.qm.bluechi.dbus.MalformedMessage;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Letter;
import dev.qm.cli.terminal.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What became of each thing that a command was asked to do; told as it happens. */
final class Outcomes {
  /**
   * One of them.
   *
   * @param about {@code NODE/UNIT}, or {@code NODE}
   * @param result one word, {@code done} where it is
   * @param why in words where it is not
   */
  record Outcome(String about, String action, String result, boolean isGood, String why) {}

  /** What may fail for one node and not for another. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException, InterruptedException;
  }

  private final Invocation in;
  private final String action;
  private final List<Outcome> all = new ArrayList<>();

  Outcomes(Invocation in, String action) {
    this.in = in;
    this.action = action;
  }

  /** The error of a node as a letter to the user. */
  static CommandFailure failure(Node node, IOException failure) {
    return new CommandFailure(letter(node.name(), failure), failure);
  }

  /**
   * Does something for one node or unit, and tells what became of it. What goes wrong is told of
   * this one, so that it is known what is done and what is not.
   */
  void of(String about, Work work) throws IOException, InterruptedException {
    try {
      work.run();
      add(about, "done", "");
    } catch (BusException | MalformedMessage failure) {
      add(new Outcome(about, action, word(failure), false, said(failure)));
    }
  }

  /** Tells that it is done, or in another word how it ended well. */
  void add(String about, String result, String detail) {
    add(new Outcome(about, action, result, true, detail));
  }

  /** Tells how it ended. */
  void add(Outcome outcome) {
    all.add(outcome);
    if (in.json()) {
      return;
    }
    if (outcome.isGood()) {
      in.out().println(Printable.line(outcome.about() + ": " + action + " " + outcome.result()));
      in.out().flush();
    } else {
      in.console().flush();
      Letter.error(outcome.about() + ": " + action + ": " + outcome.why())
          .print(in.console().err(), in.console().terminal());
    }
  }

  /** Prints them where a program reads, and gives the exit status. */
  int end() throws IOException {
    var isGood = true;
    for (var outcome : all) {
      isGood &= outcome.isGood();
    }
    if (in.json()) {
      try (var json = Json.to(in.out())) {
        json.beginArray();
        for (var outcome : all) {
          var word = Target.Word.of(outcome.about());
          json.beginObject().field("node", word.node());
          optional(json, "unit", Optional.of(word.unit()).filter(unit -> !unit.isEmpty()));
          json.field("action", outcome.action())
              .field("result", outcome.result())
              .field("ok", outcome.isGood());
          optional(json, "why", Optional.of(outcome.why()).filter(why -> !why.isEmpty()));
          json.end();
        }
        json.end();
      }
    }
    return isGood ? ExitCode.OK : ExitCode.FAILURE;
  }

  static void optional(Json json, String name, Optional<String> value) throws IOException {
    if (value.isPresent()) {
      json.field(name, value.get());
    } else {
      json.unknown(name);
    }
  }

  /** As {@link dev.qm.bluechi.client.JobEnd} has it of jobs. */
  private static String word(IOException failure) {
    return switch (failure) {
      case CallFailed refused when Controller.isOffline(refused) -> "offline";
      case NoReply _ -> "no-end";
      case ConnectionLost _ -> "controller-lost";
      default -> "failed";
    };
  }

  private static String said(IOException failure) {
    return isOffline(failure) ? "the node is offline" : String.valueOf(failure.getMessage());
  }

  private static boolean isOffline(IOException failure) {
    return failure instanceof CallFailed refused && Controller.isOffline(refused);
  }

  private static Letter letter(String about, IOException failure) {
    var letter = Letter.error(about + ": " + said(failure));
    return isOffline(failure)
        ? letter.note(
            "'qm nodes' says when it was last seen; --wait waits for it where it is taken")
        : letter;
  }
}
