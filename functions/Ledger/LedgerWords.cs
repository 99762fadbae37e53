namespace Relay.Functions.Ledger;

/// <summary>The words of final states, in answers and tags.</summary>
internal static class LedgerWords
{
    public static string Of(FinalState state) => state switch
    {
        FinalState.Delivered => "delivered",
        FinalState.Refused => "refused",
        FinalState.Expired => "expired",
        _ => "erased",
    };
}
