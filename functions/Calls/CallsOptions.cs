using System.ComponentModel.DataAnnotations;

namespace Relay.Functions.Calls;

/// <summary>The TURN servers that media of calls may go through. Section <c>Calls</c> of the configuration; without it the relay names none.</summary>
public sealed class CallsOptions
{
    /// <summary>Where the TURN servers listen: <c>turn:</c> or <c>turns:</c> addresses (RFC 7065), at most 8. All take the same credentials.</summary>
    public List<string> TurnUrls { get; set; } = [];

    /// <summary>The secret that the TURN servers share with the relay (coturn's <c>static-auth-secret</c>), at least 16 characters. In Azure a Key Vault reference.</summary>
    public string? TurnSharedSecret { get; set; }

    /// <summary>For how long a TURN server takes a credential, in seconds.</summary>
    [Range(60, 24 * 3600)]
    public int CredentialSeconds { get; set; } = 600;

    /// <summary>Whether there are TURN servers.</summary>
    internal bool IsConfigured => TurnUrls.Count > 0;
}
