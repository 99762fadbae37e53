namespace Relay.Client.Envelopes;

/// <summary>What a ciphertext is, by the numbers of Signal-Server's <c>Envelope.Type</c>; libsignal numbers a whisper 2, which is 1 here.</summary>
public enum CiphertextType
{
    /// <summary>A message of an established session.</summary>
    Whisper = 1,

    /// <summary>A message that establishes a session.</summary>
    PreKey = 3,

    /// <summary>A message whose sender is sealed.</summary>
    Sealed = 6,

    /// <summary>A decryption-error receipt, the only content that is not encrypted.</summary>
    Plaintext = 8,
}
