using Relay.Functions.Accept;
using Relay.Functions.Hosting;
using Relay.Functions.People;

namespace Relay.Functions.Keys;

/// <summary>What an upload makes of a device, or the rule of the directory that it breaks.</summary>
/// <param name="Keys">The device's keys afterwards; the present ones when nothing changes.</param>
/// <param name="Pages">The pages to write with them.</param>
/// <param name="Problem">Why not.</param>
internal readonly record struct UploadPlan(DeviceKeys? Keys, IReadOnlyList<(long Number, byte[] Content)> Pages, Problem? Problem)
{
    private const string NeededRule = "needed for a device that has none, and with another identity key or registration id";

    /// <summary>Decides.</summary>
    /// <param name="user">The user's record.</param>
    /// <param name="present">The device's keys as stored; null for none.</param>
    /// <param name="device">The device.</param>
    /// <param name="upload">The upload, checked but for its signatures.</param>
    /// <param name="now">The time.</param>
    public static UploadPlan Of(UserRecord user, DeviceKeys? present, int device, KeysUpload upload, DateTimeOffset now)
    {
        var announced = user.Devices.FirstOrDefault(one => one.Device == device);
        if (announced is null && user.Devices.Count >= AcceptOptions.MaxCiphertexts)
            return Refused(Problems.TooManyDevices(AcceptOptions.MaxCiphertexts));
        if ((upload.IdentityKey ?? user.IdentityKey) is not { } identity || (announced is null && upload.IdentityKey is null))
            return Refused(Problems.Malformed("identityKey", NeededRule));
        if ((upload.RegistrationId ?? announced?.RegistrationId) is not { } registrationId)
            return Refused(Problems.Malformed("registrationId", NeededRule));

        var isSame = present is not null && present.IsOf(identity, registrationId);
        if (!isSame && upload.SignedPreKey is null)
            return Refused(Problems.Malformed("signedPreKey", NeededRule));

        // What was published under another identity key or registration id is of no use with this one.
        var basis = isSame
            ? present!
            : new DeviceKeys(device, identity, registrationId, upload.SignedPreKey!) { ETag = present?.ETag, NextPage = FirstPage(present, now), EarlierBatches = present?.Batches() ?? [] };
        return Add(basis with { SignedPreKey = upload.SignedPreKey ?? basis.SignedPreKey, LastResort = upload.LastResortKyberPreKey ?? basis.LastResort, At = now }, upload);
    }

    private static UploadPlan Add(DeviceKeys keys, KeysUpload upload)
    {
        // The very same batch again: its answer was lost.
        var batch = PackedKeys.BatchOf(upload);
        if (batch is null || batch.AsSpan().SequenceEqual(keys.LastBatch))
            return new UploadPlan(keys, [], null);

        var preKeys = upload.PreKeys ?? [];
        var kyber = upload.KyberPreKeys ?? [];
        if (preKeys.Count > 0 && preKeys[0].KeyId <= keys.HighestPreKey)
            return Refused(Problems.KeyIdUsed("preKeys[0].keyId", keys.HighestPreKey));
        if (kyber.Count > 0 && kyber[0].KeyId <= keys.HighestKyber)
            return Refused(Problems.KeyIdUsed("kyberPreKeys[0].keyId", keys.HighestKyber));
        // One that was under way when the device began anew: its ids may be free, its keys are not.
        if (keys.HadBefore(batch))
            return Refused(Problems.KeysSuperseded());
        if (keys.PreKeyCount + preKeys.Count > KeyNumbers.MostInStock)
            return Refused(Problems.StockFull("preKeys", KeyNumbers.MostInStock));
        if (keys.KyberCount + kyber.Count > KeyNumbers.MostInStock)
            return Refused(Problems.StockFull("kyberPreKeys", KeyNumbers.MostInStock));

        var (added, pages) = OneTimeKeys.Add(keys, upload);
        return new UploadPlan(added, pages, null);
    }

    // Beyond every page that the device has had, also those of a row that was removed.
    private static long FirstPage(DeviceKeys? present, DateTimeOffset now) => Math.Max(present?.NextPage ?? 0, now.ToUnixTimeMilliseconds() * 1000);

    private static UploadPlan Refused(Problem problem) => new(null, [], problem);
}
