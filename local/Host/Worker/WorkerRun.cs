namespace Relay.Local.Host.Worker;

/// <summary>A program that answers. <paramref name="Down"/> is cancelled as soon as it no longer does.</summary>
internal sealed record WorkerRun(WorkerProcess Process, CancellationToken Down);
