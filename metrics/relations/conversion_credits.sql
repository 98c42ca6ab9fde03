-- about: One row per conversion and touch that is credited with it under the attribution model; one with no channel where nothing is.
-- time: at
-- Touches count that lie within the look-back before the conversion; direct ones only where there are no others. credit is
-- the share part / parts to twelve places: the shares of a conversion, rounded one after the other as they add up, come to
-- one, and its amounts to the amount of the conversion.
with touched as (
  select c.conversion, c.customer_key, c.at, c.kind, c.amount, c.row_id,
    t.at as touched_at, t.kind as touch, t.source, t.medium, t.campaign, t.channel, t.is_direct,
    bool_and(t.is_direct) over (partition by c.conversion) as only_direct
  from conversions c
  join touchpoints t on t.customer_key = c.customer_key
  where t.at <= c.at and t.at > c.at - arrow_cast($attribution_lookback_days * 86400000000, 'Duration(Microsecond)')
),
placed as (
  select *,
    row_number() over (partition by conversion order by touched_at, touch, channel, campaign, source, medium
      rows between unbounded preceding and current row) as place,
    count(*) over (partition by conversion) as touches
  from touched
  where only_direct or not is_direct
),
weighted as (
  select *,
    case $attribution_model
      when 'first_touch' then case when place = 1 then 1 else 0 end
      when 'linear' then 1
      when 'position_based' then case when touches <= 2 then 1 when place in (1, touches) then 2 * (touches - 2) else 1 end
      else case when place = touches then 1 else 0 end
    end as weight
  from placed
),
shared as (
  select *,
    sum(weight) over (partition by conversion) as whole,
    sum(weight) over (partition by conversion order by place rows between unbounded preceding and current row) as reached
  from weighted
),
credited as (
  select conversion, customer_key, at, kind, row_id, touched_at, touch, source, medium, campaign, channel, is_direct,
    weight, whole, reached, arrow_cast(amount * 10000, 'Int64') as units
  from shared
  where weight > 0
),
split as (
  select *,
    1000000000000 * reached / whole - 1000000000000 * (reached - weight) / whole as trillionths,
    units * reached / whole - units * (reached - weight) / whole as ten_thousandths
  from credited
)
select customer_key, at, kind, conversion, touched_at, touch, source, medium, campaign, channel, is_direct,
  $attribution_model as model, weight as part, whole as parts,
  arrow_cast(arrow_cast(trillionths, 'Decimal128(20, 0)') * arrow_cast('0.000000000001', 'Decimal128(13, 12)'), 'Decimal128(18, 12)') as credit,
  arrow_cast(arrow_cast(ten_thousandths, 'Decimal128(20, 0)') * arrow_cast('0.0001', 'Decimal128(5, 4)'), 'Decimal128(18, 4)') as amount,
  row_id
from split
union all
select c.customer_key, c.at, c.kind, c.conversion, null as touched_at, null as touch, null as source, null as medium, null as campaign,
  null as channel, null as is_direct, $attribution_model as model, 1 as part, 1 as parts, arrow_cast(1, 'Decimal128(18, 12)') as credit, c.amount, c.row_id
from conversions c
where c.conversion not in (select s.conversion from credited s)
