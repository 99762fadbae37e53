using Relay.Functions.Accept;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.People;
using Relay.Functions.Queue;

namespace Relay.Functions.Groups;

/// <summary>A group message whose members are known to keep to their rules.</summary>
internal sealed record GroupMessage(
    Guid Id, Guid MessageId, AddressContract From, EnvelopeClass Class, int StatedTimeToLiveSeconds, byte Type, IReadOnlyList<AddressContract> Recipients, ReadOnlyMemory<byte> Message);

/// <summary>Checks the members of a request, in their order; the first that breaks a rule is told.</summary>
internal static class GroupMessageCheck
{
    /// <summary>The message, or what is wrong with it.</summary>
    /// <param name="body">As it was read.</param>
    /// <param name="sender">The partner that signed.</param>
    /// <param name="options">The limits.</param>
    /// <param name="now">The time.</param>
    public static (GroupMessage? Message, Problem? Problem) Check(GroupMessageBody body, string sender, AcceptOptions options, DateTimeOffset now)
    {
        var envelopeClass = Class(body.Class);
        var problem =
            body.Id is not { } id || !EnvelopeIds.IsNear(id, now, TimeSpan.FromHours(options.IdWindowHours)) ? Problems.Malformed("id", "a UUIDv7 whose time is near now, in hours", options.IdWindowHours)
            : body.MessageId is not { } messageId || messageId == Guid.Empty ? Problems.Malformed("messageId", "a UUID with hyphens")
            : Address(body.From, "from") is { } from ? from
            : body.From!.Partner != sender ? Problems.NotAllowed("from.partner must be the partner that signs.") with { Field = "from.partner" }
            : envelopeClass is null ? Problems.Malformed("class", "normal, urgent or ephemeral")
            : body.TimeToLiveSeconds < 1 || body.TimeToLiveSeconds > options.LongestTimeToLiveSeconds ? Problems.Malformed("timeToLiveSeconds", "a whole number from 1 to the limit", options.LongestTimeToLiveSeconds)
            : body.Type is not (null or GroupTypes.Sealed or GroupTypes.MlsPublic or GroupTypes.MlsPrivate) ? Problems.Malformed("type", "6 (sealed), 17 (MLS public) or 18 (MLS private)")
            : Recipients(body.Recipients) is { } recipients ? recipients
            : body.Message is null || body.Message.Bytes.IsEmpty ? Problems.Malformed("message", "base64 with padding, at least one byte")
            : null;
        if (problem is not null)
            return (null, problem);

        var message = new GroupMessage(
            body.Id!.Value, body.MessageId!.Value, body.From!, envelopeClass!.Value, body.TimeToLiveSeconds ?? 0, (byte)(body.Type ?? GroupTypes.Sealed), body.Recipients!, body.Message!.Bytes);
        return (message, null);
    }

    private static Problem? Recipients(IReadOnlyList<AddressContract>? recipients)
    {
        if (recipients is not { Count: >= 1 and <= GroupTypes.MaxRecipients })
            return Problems.Malformed("recipients", "1 to the limit", GroupTypes.MaxRecipients);

        // Twice the same would be two envelopes of one id.
        var seen = new HashSet<Address>(recipients.Count);
        for (var i = 0; i < recipients.Count; i++)
        {
            if (Address(recipients[i], $"recipients[{i}]") is { } problem)
                return problem;
            if (!seen.Add(new Address(recipients[i].Partner, recipients[i].User)))
                return Problems.Malformed($"recipients[{i}]", "each recipient once");
        }

        return null;
    }

    private static Problem? Address(AddressContract? address, string field) =>
        address?.Partner is null || address.User is null ? Problems.Malformed(field, "an object of partner and user")
        : !PartnerNames.IsName(address.Partner) ? Problems.Malformed(field + ".partner", PartnerNames.NameRule)
        : !UserIds.IsUserId(address.User) ? Problems.Malformed(field + ".user", UserIds.Rule, UserIds.MaxLength)
        : null;

    private static EnvelopeClass? Class(string? word) => word switch
    {
        null or "normal" => EnvelopeClass.Normal,
        "urgent" => EnvelopeClass.Urgent,
        "ephemeral" => EnvelopeClass.Ephemeral,
        _ => null,
    };
}
