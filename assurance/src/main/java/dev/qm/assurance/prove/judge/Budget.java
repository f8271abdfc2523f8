package dev.qm.assurance.prove.judge;

import java.time.Duration;

/**
 * What one probe may suffer.
 *
 * @param ratio how many times as long as idle its tail may take
 * @param misses deadlines missed, of a million tries, that are let pass beyond those missed when
 *     idle
 * @param recovery within which the machine has to be as idle again after a fault
 * @param floor below which a tail is well whatever it was when idle: what is ten times nothing is
 *     nothing
 * @param noise by how many times idle before and idle after may differ for a fault between them to
 *     be judged
 */
public record Budget(
    double ratio, double misses, Duration recovery, Duration floor, double noise) {}
