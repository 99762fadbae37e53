using Relay.Local.Sandbox.Transport;

namespace Relay.Local.Sandbox;

/// <summary>A sandbox partner.</summary>
public sealed class SandboxOptions
{
    /// <summary>Port of the endpoint that the relay posts to, on loopback; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Port of the control interface, on loopback; 0 takes a free one.</summary>
    public int ControlPort { get; init; }

    /// <summary>How it behaves at first.</summary>
    public SandboxProfile Profile { get; init; } = SandboxProfile.Healthy;

    /// <summary>Seeds whatever is left to chance: the n-th draw of two runs with one seed is the same.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>An endpoint to hand everything on to, path and headers unchanged; null makes the sandbox take batches itself.</summary>
    public Uri? Forward { get; init; }

    /// <summary>Answer what is taken with 204 instead of a result for each envelope.</summary>
    public bool AnswersWithoutContent { get; init; }

    /// <summary>The relay whose signatures are checked; null takes batches unchecked. Not used while forwarding.</summary>
    public Uri? Relay { get; init; }

    /// <summary>Makes the endpoint one of https; null leaves it http.</summary>
    public SandboxCertificates? Certificates { get; init; }

    /// <summary>Gives the time, and the waits of slow profiles.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
