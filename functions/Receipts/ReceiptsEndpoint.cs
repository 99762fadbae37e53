using System.Globalization;
using Microsoft.Extensions.Options;
using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Functions.Ledger;
using Relay.Functions.Operations;

namespace Relay.Functions.Receipts;

/// <summary><c>GET /v1/receipts</c>: the receipts of the calling partner's envelopes from a cursor on.</summary>
internal sealed class ReceiptsEndpoint(
    CallerAuthentication callers, LedgerStore ledger, IOptions<ReceiptOptions> options, IOptions<RetentionOptions> retention, TimeProvider clock)
{
    /// <summary>GET.</summary>
    /// <param name="context">The call.</param>
    /// <param name="cursor">Of the answer before; null for the oldest that is kept.</param>
    /// <param name="max">The most receipts; null for the relay's own choice.</param>
    public async Task GetAsync(HttpContext context, string? cursor, string? max)
    {
        using var body = await RequestBody.ReadAsync(context.Request, 0);
        if (body is null)
        {
            await Problems.TooLarge("body", 0).WriteAsync(context);
            return;
        }

        var check = await callers.PartnerAsync(context, body);
        if (check.Caller?.Partner is not { } partner)
        {
            await check.Problem!.WriteAsync(context);
            return;
        }

        var (position, most, problem) = Read(cursor, max);
        if (problem is not null)
        {
            await problem.WriteAsync(context);
            return;
        }

        var page = await ledger.Feed.ReadAsync(partner.Name, position, most, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new ReceiptsPage(page.Next.ToString(), page.More, [.. page.Ends.Select(ReceiptView.Of)]), ReceiptJson.Default.ReceiptsPage);
    }

    private (LedgerPosition Position, int Most, Problem? Problem) Read(string? cursor, string? max)
    {
        var oldest = LedgerPosition.At(clock.GetUtcNow().AddDays(-retention.Value.LedgerDays));
        var given = cursor is null ? oldest : LedgerPosition.Parse(cursor);
        if (given is not { } position)
            return (default, 0, Problems.Malformed("cursor", "a cursor of an earlier answer"));

        var most = options.Value.ReceiptsPerCall;
        if (max is not null
            && (!int.TryParse(max, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most is < ReceiptOptions.LeastPage or > ReceiptOptions.MostPage))
        {
            return (default, 0, Problems.Malformed("max", $"{ReceiptOptions.LeastPage} to the limit", ReceiptOptions.MostPage));
        }

        return (position.Second < oldest.Second ? oldest : position, most, null);
    }
}
