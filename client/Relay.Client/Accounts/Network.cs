namespace Relay.Client.Accounts;

/// <summary>What every partner may know of another.</summary>
public sealed record Network
{
    /// <summary>Its name.</summary>
    public required string Partner { get; init; }

    /// <summary>What it can receive: <c>text</c>, <c>media</c>, ….</summary>
    public IReadOnlyList<string> Capabilities { get; init => field = value ?? []; } = [];

    /// <summary>The protocols of its users' messages: <c>signal</c>, <c>mls</c>.</summary>
    public IReadOnlyList<string> Protocols { get; init => field = value ?? []; } = [];

    /// <summary>Trust roots of its sender certificates, 33 bytes each; none when it certifies nobody: then a sealed message of its users cannot be checked.</summary>
    public IReadOnlyList<byte[]> SenderCertificateRoots { get; init => field = value ?? []; } = [];
}
