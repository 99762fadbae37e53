using Relay.Client.Envelopes;

namespace Relay.Chaos.Load;

/// <summary>The contents that envelopes carry: mostly texts, now and then one so large that the queue cannot carry it.</summary>
internal sealed class ContentPool
{
    /// <summary>Of every device.</summary>
    public const int RegistrationId = 4711;

    /// <summary>The devices of those who have more than one.</summary>
    public const int SeveralDevices = 3;

    private const int Texts = 64;
    private const int TextsForSeveral = 16;
    private const int Large = 4;
    private const int LargePerThousand = 30;
    private const int LongestText = 3000;
    // Three of these are more than a queue message holds, so that it goes by Blob with a claim check.
    private const int LargeLength = 90 * 1024;

    private readonly DeviceCiphertext[][] _contents;

    public ContentPool(Random random) => _contents =
    [
        .. Enumerable.Range(0, Texts).Select(_ => Create(1, random.Next(SignalContent.LeastLength, LongestText), random)),
        .. Enumerable.Range(0, TextsForSeveral).Select(_ => Create(SeveralDevices, random.Next(SignalContent.LeastLength, LongestText), random)),
        .. Enumerable.Range(0, Large).Select(_ => Create(SeveralDevices, LargeLength, random)),
    ];

    /// <summary>The content of that number.</summary>
    public IReadOnlyList<DeviceCiphertext> this[int number] => _contents[number];

    /// <summary>The number of a content for the next envelope, to somebody with so many devices.</summary>
    public static int Choose(Random random, int devices)
    {
        var isLarge = random.Next(1000) < LargePerThousand;
        return devices == 1 ? random.Next(Texts)
            : isLarge ? Texts + TextsForSeveral + random.Next(Large)
            : Texts + random.Next(TextsForSeveral);
    }

    /// <summary>Whether what came is the content of that number.</summary>
    public bool Is(int number, IReadOnlyList<DeviceCiphertext> came)
    {
        var sent = _contents[number];
        return came.Count == sent.Length && sent.Zip(came).All(both =>
            both.First.Device == both.Second.Device && both.First.Type == both.Second.Type && both.First.Content.AsSpan().SequenceEqual(both.Second.Content));
    }

    private static DeviceCiphertext[] Create(int devices, int length, Random random) =>
        [.. Enumerable.Range(1, devices).Select(device => new DeviceCiphertext(device, RegistrationId, CiphertextType.Whisper, SignalContent.Create(length, random)))];
}
