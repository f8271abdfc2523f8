package dev.qm.assurance.oom;

import dev.qm.host.Untrusted;
import java.util.Optional;
import java.util.OptionalLong;

/** Processes for tests: each a change of a plain one of the host's. */
record Candidates(Candidate it) {
  static Candidates process(int pid, long pages, int adjust) {
    return new Candidates(
        new Candidate(
            pid,
            pid,
            Untrusted.of("p" + pid),
            pages,
            adjust,
            OptionalLong.empty(),
            adjust == -1000 ? Optional.of(Immunity.ADJUSTED) : Optional.empty(),
            Owner.HOST,
            Candidate.Origin.OWN_SIDE,
            Optional.empty(),
            Optional.empty(),
            "",
            pid));
  }

  Candidates named(String program) {
    return with(it.start(), program, it.owner(), it.origin(), it.unit(), it.group(), it.memory());
  }

  Candidates of(Owner owner) {
    return with(
        it.start(),
        it.program().toString(),
        owner,
        it.origin(),
        it.unit(),
        it.group(),
        it.memory());
  }

  Candidates unit(String unit) {
    return with(
        it.start(),
        it.program().toString(),
        it.owner(),
        it.origin(),
        Optional.of(Untrusted.of(unit)),
        it.group(),
        it.memory());
  }

  Candidates in(String group) {
    return with(
        it.start(),
        it.program().toString(),
        it.owner(),
        it.origin(),
        it.unit(),
        group,
        it.memory());
  }

  Candidates started(long start) {
    return with(
        start,
        it.program().toString(),
        it.owner(),
        it.origin(),
        it.unit(),
        it.group(),
        it.memory());
  }

  Candidates executed() {
    return with(
        it.start(),
        it.program().toString(),
        it.owner(),
        Candidate.Origin.EXECUTED,
        it.unit(),
        it.group(),
        it.memory());
  }

  Candidates sharingWith(int pid) {
    return with(
        it.start(), it.program().toString(), it.owner(), it.origin(), it.unit(), it.group(), pid);
  }

  private Candidates with(
      long start,
      String program,
      Owner owner,
      Candidate.Origin origin,
      Optional<Untrusted> unit,
      String group,
      int memory) {
    return new Candidates(
        new Candidate(
            it.pid(),
            start,
            Untrusted.of(program),
            it.pages(),
            it.adjust(),
            it.kernelScore(),
            it.immunity(),
            owner,
            origin,
            unit,
            it.container(),
            group,
            memory));
  }
}
