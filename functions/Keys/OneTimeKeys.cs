namespace Relay.Functions.Keys;

/// <summary>The one-time keys of one claim.</summary>
/// <param name="PreKey">The Curve25519 key; null when there was none left.</param>
/// <param name="Page">The page of the KEM key; null when there was none left.</param>
/// <param name="Index">Its place there.</param>
internal readonly record struct TakenKeys(PreKey? PreKey, long? Page, int Index);

/// <summary>Taking one-time keys from what is stored of a device, and adding to it.</summary>
internal static class OneTimeKeys
{
    /// <summary>Takes one key of each sort for a partner; null when there is none of either.</summary>
    public static (DeviceKeys Left, TakenKeys Taken)? Take(DeviceKeys keys, string partner, DateTimeOffset now)
    {
        if (keys.PreKeyCount == 0 && keys.Pages.Length == 0)
            return null;

        var rest = keys with { Takes = keys.Takes.With(partner, now) };
        PreKey? preKey = null;
        if (keys.PreKeyCount > 0)
        {
            preKey = PackedKeys.PreKey(keys.PreKeys);
            rest = rest with { PreKeys = keys.PreKeys[PackedKeys.PreKeyBytes..] };
        }

        if (keys.Pages is not [var page, .. var others])
            return (rest, new TakenKeys(preKey, null, 0));

        rest = page.Next + 1 < page.Count
            ? rest with { Pages = [page with { Next = (byte)(page.Next + 1) }, .. others] }
            : rest with { Pages = [.. others], SpentPage = page.Number };
        return (rest, new TakenKeys(preKey, page.Number, page.Next));
    }

    /// <summary>With the one-time keys of an upload, which has some, and the pages that are to be written with it.</summary>
    public static (DeviceKeys Keys, IReadOnlyList<(long Number, byte[] Content)> Pages) Add(DeviceKeys keys, KeysUpload upload)
    {
        var kyber = upload.KyberPreKeys ?? [];
        var pages = kyber.Chunk(KeyNumbers.PageKeys).Select((chunk, i) => (Number: keys.NextPage + i, Keys: chunk)).ToList();
        var preKeys = upload.PreKeys ?? [];
        return (
            keys with
            {
                PreKeys = [.. keys.PreKeys, .. PackedKeys.Pack(preKeys)],
                Pages = [.. keys.Pages, .. pages.Select(page => new KyberPage(page.Number, 0, (byte)page.Keys.Length))],
                NextPage = keys.NextPage + pages.Count,
                HighestPreKey = preKeys.Count > 0 ? preKeys[^1].KeyId : keys.HighestPreKey,
                HighestKyber = kyber.Count > 0 ? kyber[^1].KeyId : keys.HighestKyber,
                LastBatch = PackedKeys.BatchOf(upload),
                EarlierBatches = keys.Batches(),
            },
            [.. pages.Select(page => (page.Number, PackedKeys.Pack(page.Keys.AsEnumerable())))]);
    }
}
