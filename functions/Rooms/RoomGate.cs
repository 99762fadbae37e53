using System.Security.Cryptography;
using Azure;
using Relay.Functions.Accept;
using Relay.Functions.Accept.Mls;
using Relay.Functions.Groups;
using Relay.Functions.Hosting;
using Relay.Functions.Partners;
using Relay.Functions.Queue;

namespace Relay.Functions.Rooms;

/// <summary>
/// The way of group messages past their rooms: those of MLS are asked at the door, travel in their room's lane at every partner, and a
/// commit is only answered accepted when nothing can overtake it. Others go straight on.
/// </summary>
internal sealed partial class RoomGate(RoomDoor door, RoomNames names, AcceptStage stage, TimeProvider clock, ILogger<RoomGate> logger)
{
    private const int RetryAfterSeconds = 2;

    /// <summary>Accepts what can be accepted, or says why nothing of the message can be.</summary>
    /// <exception cref="RequestFailedException">Table storage did not answer or refused: nothing was queued.</exception>
    public async Task<(RequestResult Result, Problem? Problem)> AcceptAsync(PartnerRecord sender, GroupMessage message, List<EnvelopeDraft> drafts, CancellationToken cancel)
    {
        if (Read(sender, message) is not { } toRoom)
            return (await stage.AcceptAsync(sender, drafts, cancel), null);
        if (toRoom.IsCommit && message.Class != EnvelopeClass.Normal)
            return (default, Problems.Malformed("class", "normal for a commit"));

        var entry = await door.EnterAsync(toRoom, cancel);
        switch (entry.Verdict)
        {
            case RoomVerdict.Stale:
                return (default, Problems.EpochStale(entry.Room!.Epoch));
            case RoomVerdict.Stranger:
                return (All(drafts, new EnvelopeResult(EnvelopeStatus.Refused, Problems.NotReachable)), null);
            case RoomVerdict.TooEarly:
                return (All(drafts, Unavailable()), null);
        }

        var lane = RoomNames.LaneHashOf(toRoom.Room);
        drafts.ForEach(draft => draft.RoomHash = lane);
        var result = await stage.AcceptAsync(sender, drafts, cancel);
        return (toRoom.IsCommit ? await FinishAsync(toRoom, entry, drafts, result, cancel) : await NoteAsync(toRoom, drafts, result, cancel), null);
    }

    private RoomMessage? Read(PartnerRecord sender, GroupMessage message)
    {
        if (!MlsShape.TryReadHeader(message.Type, message.Message.Span, out var header))
            return null;

        var commit = header.ContentType == MlsContentType.Commit ? SHA256.HashData(message.Message.Span) : [];
        return new RoomMessage(names.RowOf(header.GroupId), header.Epoch, commit, sender.Name);
    }

    private async Task<RequestResult> FinishAsync(RoomMessage message, RoomEntry entry, List<EnvelopeDraft> drafts, RequestResult result, CancellationToken cancel)
    {
        if (result.Results.Any(one => one.Status == EnvelopeStatus.Unavailable))
            return result;

        try
        {
            // Of a commit that comes again something may have been queued before: its epoch stays taken.
            var partners = Reached(drafts, result);
            if (partners.Count > 0 || entry.IsRepeated)
                await door.CompleteAsync(message, partners, cancel);
            else
                await door.GiveBackAsync(message, entry, cancel);
            return result;
        }
        catch (RequestFailedException failure)
        {
            // It is queued, and the room does not know it: the sender must send it again, or the room would wait for ever.
            Log.NotNoted(logger, failure);
            return result with { Results = [.. result.Results.Select(one => one.Status == EnvelopeStatus.Refused ? one : Unavailable())] };
        }
    }

    private async Task<RequestResult> NoteAsync(RoomMessage message, List<EnvelopeDraft> drafts, RequestResult result, CancellationToken cancel)
    {
        try
        {
            var partners = Reached(drafts, result);
            if (partners.Count > 0)
                await door.NoteAsync(message, partners, cancel);
        }
        catch (RequestFailedException failure)
        {
            // The message is accepted all the same; the next one tells the same.
            Log.NotNoted(logger, failure);
        }

        return result;
    }

    private static HashSet<string> Reached(List<EnvelopeDraft> drafts, RequestResult result)
    {
        var partners = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < drafts.Count; i++)
        {
            if (result.Results[i].Status is EnvelopeStatus.Accepted or EnvelopeStatus.Duplicate)
                partners.Add(drafts[i].ToPartner!);
        }

        return partners;
    }

    private RequestResult All(List<EnvelopeDraft> drafts, EnvelopeResult result) => new(clock.GetUtcNow(), [.. drafts.Select(_ => result)]);

    private static EnvelopeResult Unavailable() => new(EnvelopeStatus.Unavailable, Problems.CommitIncomplete(RetryAfterSeconds));

    private static partial class Log
    {
        [LoggerMessage(EventId = 2020, Level = LogLevel.Warning, Message = "What a group message changes in its room could not be stored; a commit is answered unavailable")]
        public static partial void NotNoted(ILogger logger, Exception failure);
    }
}
