package dev.qm.assurance.prove.probe;

import dev.qm.assurance.rule.Interference;
import java.time.Duration;

/**
 * Something that software of the safety side does, and how long it may take.
 *
 * @param id its name for good: budgets and results name it
 * @param title what is timed, a noun with no full stop
 * @param interference the class of interference that it would feel
 * @param standsFor which software of the safety side does such a thing
 * @param period from one try to the next
 * @param deadline a try that takes longer is a miss
 * @param source where the way of measuring stands: a man page, a document of the kernel
 */
public record Probe(
    String id,
    String title,
    Interference interference,
    String standsFor,
    Duration period,
    Duration deadline,
    String source) {}
