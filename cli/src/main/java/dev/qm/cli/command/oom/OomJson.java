package dev.qm.cli.command.oom;

import dev.qm.assurance.oom.Candidate;
import dev.qm.assurance.oom.DyingOrder;
import dev.qm.assurance.oom.OomPicture;
import dev.qm.assurance.oom.Shortage;
import dev.qm.cli.terminal.Json;
import dev.qm.host.process.OomProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;

/** Who dies first, for a program to read. */
public final class OomJson {
  private final Json json;
  private final int most;
  private final long pageSize = OomProcess.pageSize();

  private OomJson(Json json, int most) {
    this.json = json;
    this.most = most;
  }

  /**
   * Prints all.
   *
   * @param most so many processes of each order
   */
  public static void print(PrintStream out, OomPicture picture, int most) throws IOException {
    try (var json = Json.to(out)) {
      new OomJson(json, most).print(picture);
    }
  }

  private void print(OomPicture picture) throws IOException {
    json.beginObject().beginObject("machine");
    order(picture.machine());
    json.end();
    if (picture.limit().isPresent()) {
      json.beginObject("limit");
      order(picture.limit().get());
      json.end();
    } else {
      json.unknown("limit");
    }
    json.beginArray("findings");
    for (var finding : picture.findings()) {
      json.beginObject().field("rule", finding.rule().word()).field("what", finding.what());
      json.beginArray("who");
      for (var who : finding.who()) {
        json.value(who);
      }
      json.end().field("why", finding.why()).field("mend", finding.mend()).end();
    }
    json.end().beginArray("notJudged");
    for (var gap : picture.notJudged()) {
      json.value(gap);
    }
    json.end().end();
  }

  private void order(DyingOrder order) throws IOException {
    json.field("totalBytes", order.shortage().totalPages() * pageSize);
    if (order.shortage() instanceof Shortage.Limit limit) {
      json.field("group", limit.group());
    }
    json.beginArray("victims");
    for (var i = 0; i < Math.min(most, order.victims().size()); i++) {
      var victim = order.victims().get(i);
      json.beginObject().field("rank", i + 1);
      process(victim.candidate());
      json.field("badnessPages", victim.badness()).field("score", victim.score());
      json.beginArray("with");
      for (var other : order.with(victim)) {
        json.value(other.pid());
      }
      json.end().end();
    }
    json.end().beginArray("never");
    for (var candidate : order.never()) {
      json.beginObject();
      process(candidate);
      text("reason", candidate.immunity().map(immunity -> immunity.word()));
      json.end();
    }
    json.end();
  }

  private void process(Candidate candidate) throws IOException {
    json.field("pid", candidate.pid())
        .field("program", candidate.program().toString())
        .field("side", candidate.owner().word());
    text("unit", candidate.unit().map(Object::toString));
    text("container", candidate.container().map(Object::toString));
    json.field("executed", candidate.origin() == Candidate.Origin.EXECUTED)
        .field("oomScoreAdjust", candidate.adjust())
        .field("memoryBytes", candidate.pages() * pageSize);
    if (candidate.kernelScore().isPresent()) {
      json.field("oomScore", candidate.kernelScore().getAsLong());
    } else {
      json.unknown("oomScore");
    }
  }

  private void text(String name, Optional<String> value) throws IOException {
    if (value.isPresent()) {
      json.field(name, value.get());
    } else {
      json.unknown(name);
    }
  }
}
