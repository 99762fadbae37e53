using System.Text.Json;

namespace Relay.Functions.Tests.Groups;

/// <summary>
/// Messages for several recipients that libsignal 0.103.0 made, and what each recipient gets of them as libsignal took them apart and
/// opened it (partners/tools/group-samples.mjs); and messages built byte by byte.
/// </summary>
internal static class GroupSamples
{
    private static readonly Dictionary<string, GroupSample> Real = Load();

    public static TheoryData<string> Names() => [.. Real.Keys];

    public static GroupSample Get(string name) => Real[name];

    /// <summary>A recipient as it stands in a message: id, devices, and 48 bytes where there are any.</summary>
    public static byte[] Recipient(Guid id, params (int Device, int RegistrationId)[] devices)
    {
        var bytes = new List<byte>(id.ToByteArray(bigEndian: true));
        for (var i = 0; i < devices.Length; i++)
        {
            var registration = devices[i].RegistrationId | (i < devices.Length - 1 ? 0x8000 : 0);
            bytes.AddRange([(byte)devices[i].Device, (byte)(registration >> 8), (byte)registration]);
        }

        if (devices.Length == 0)
            bytes.Add(0);
        else
            bytes.AddRange(Enumerable.Range(0, 48).Select(i => (byte)(id.GetHashCode() + i)));
        return [.. bytes];
    }

    /// <summary>A message of version 0x22.</summary>
    public static byte[] Message(IReadOnlyCollection<byte[]> recipients, int shared = 49) =>
        [0x22, .. Varint(recipients.Count), .. recipients.SelectMany(one => one), .. Shared(shared)];

    public static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        for (; value > 0x7F; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }

    /// <summary>Bytes that are no text.</summary>
    public static byte[] Shared(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(0x80 + (i * 7)))];

    private static Dictionary<string, GroupSample> Load()
    {
        using var file = typeof(GroupSamples).Assembly.GetManifestResourceStream("group-samples.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, GroupSample>>(file, JsonSerializerOptions.Web)!;
    }
}

internal sealed record GroupSample(byte[] Message, IReadOnlyList<string> Excluded, IReadOnlyList<GroupSampleRecipient> Recipients);

internal sealed record GroupSampleRecipient(Guid ServiceId, IReadOnlyList<GroupSampleDevice> Devices, byte[] Received);

internal sealed record GroupSampleDevice(int Device, int RegistrationId);
