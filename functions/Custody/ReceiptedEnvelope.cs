namespace Relay.Functions.Custody;

/// <summary>What a receipt says of one envelope: what its sender sent, without the addresses.</summary>
/// <param name="Id">The envelope.</param>
/// <param name="MessageId">Its message.</param>
/// <param name="TimeToLiveSeconds">As it was sent; 0 where it was left out.</param>
/// <param name="Class">0 normal, 1 urgent, 2 ephemeral.</param>
/// <param name="Ciphertexts">The digest of its ciphertexts, 32 bytes.</param>
internal readonly record struct ReceiptedEnvelope(Guid Id, Guid MessageId, int TimeToLiveSeconds, byte Class, byte[] Ciphertexts);
