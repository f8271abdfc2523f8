package dev.qm.bluechi.client;

/** What became of a job that was asked for. */
public record JobResult(JobRequest request, JobEnd end) {}
