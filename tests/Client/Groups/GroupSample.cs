using System.Text.Json;
using Relay.Client.Envelopes;
using Relay.Client.Groups;

namespace Relay.Client.Tests.Groups;

/// <summary>A sealed message for several recipients that libsignal made, and what each of them gets (partners/tools/group-samples.mjs).</summary>
internal sealed record GroupSample(byte[] Message, IReadOnlyList<GroupSampleRecipient> Recipients)
{
    public static GroupSample Get(string name = "Several")
    {
        using var file = typeof(GroupSample).Assembly.GetManifestResourceStream("group-samples.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, GroupSample>>(file, JsonSerializerOptions.Web)![name];
    }

    public OutgoingGroupMessage ToSend(DeliveryClass deliveryClass = DeliveryClass.Normal) => new()
    {
        MessageId = Guid.CreateVersion7(),
        From = new UserAddress("instagram", "ana"),
        Class = deliveryClass,
        Recipients = [.. Enumerable.Range(0, Recipients.Count).Select(i => new UserAddress("whatsapp", $"user-{i}"))],
        Message = Message,
    };
}

internal sealed record GroupSampleRecipient(IReadOnlyList<GroupSampleDevice> Devices, byte[] Received);

internal sealed record GroupSampleDevice(int Device, int RegistrationId);
