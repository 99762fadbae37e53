namespace Relay.Client.Envelopes;

/// <summary>
/// What a ciphertext is: of Signal by the numbers of Signal-Server's <c>Envelope.Type</c> (libsignal numbers a whisper 2, which is 1
/// here), of MLS 16 and the wire format of RFC 9420.
/// </summary>
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

    /// <summary>A proposal or commit of MLS in clear.</summary>
    MlsPublicMessage = 17,

    /// <summary>An encrypted message of MLS.</summary>
    MlsPrivateMessage = 18,

    /// <summary>What a new member of an MLS group needs to join.</summary>
    MlsWelcome = 19,

    /// <summary>What is needed to join an MLS group without a Welcome.</summary>
    MlsGroupInfo = 20,
}
